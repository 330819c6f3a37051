const NEWLINE = 0x0a;

/** Cuts a byte stream after its newlines, however it is cut on the way. Lines above the limit are left out. */
export class LineBuffer {
  readonly #maxLineBytes: number;
  #rest: Buffer[] = [];
  #restBytes = 0;
  #isSkipping = false;
  #numTooLong = 0;

  constructor(maxLineBytes: number) {
    this.#maxLineBytes = maxLineBytes;
  }

  /** How many lines were left out so far. */
  get numTooLong(): number {
    return this.#numTooLong;
  }

  /** Takes what arrived. @returns the lines it completed, each with its newline, as one run, and how many */
  add(chunk: Buffer): { readonly bytes: Buffer; readonly numLines: number } {
    const lines: Buffer[] = [];
    let begin = 0;
    let runBegin = 0;
    let numLines = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, begin)) {
      const isTooLong = this.#isSkipping || this.#restBytes + end - begin > this.#maxLineBytes;
      if (isTooLong) {
        if (!this.#isSkipping) this.#numTooLong += 1;
        lines.push(chunk.subarray(runBegin, begin));
        runBegin = end + 1;
      } else {
        lines.push(...this.#rest);
        numLines += 1;
      }
      this.#forgetRest();
      begin = end + 1;
    }
    lines.push(chunk.subarray(runBegin, begin));
    this.#keepRest(chunk.subarray(begin));
    return { bytes: lines.length === 1 ? (lines[0] as Buffer) : Buffer.concat(lines), numLines };
  }

  #keepRest(rest: Buffer): void {
    if (this.#isSkipping || rest.length === 0) return;
    this.#rest.push(rest);
    this.#restBytes += rest.length;
    if (this.#restBytes <= this.#maxLineBytes) return;
    this.#numTooLong += 1;
    this.#forgetRest();
    this.#isSkipping = true;
  }

  #forgetRest(): void {
    this.#rest = [];
    this.#restBytes = 0;
    this.#isSkipping = false;
  }
}
