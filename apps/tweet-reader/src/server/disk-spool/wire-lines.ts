const HEAD = Buffer.from('{"s":');
const MIDDLE = Buffer.from(',"r":');
const TAIL = Buffer.from('}\n');
const MAX_DIGITS = 16;
const FRAME_BYTES = HEAD.length + MAX_DIGITS + MIDDLE.length + TAIL.length;
const ZERO = 0x30;

/** Records as lines of the protocol, one after the other. */
export class WireLines {
  #bytes: Buffer;
  #length = 0;

  /** @param numBytes about how many there will be */
  constructor(numBytes: number) {
    this.#bytes = Buffer.allocUnsafeSlow(Math.max(64, Math.ceil(numBytes * 1.02)));
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Adds the record that lies in `source[start, end)`. */
  add(sequence: number, source: Buffer, start: number, end: number): void {
    const most = this.#length + FRAME_BYTES + end - start;
    if (most > this.#bytes.length) this.#grow(most);
    this.#put(HEAD);
    this.#putNumber(sequence);
    this.#put(MIDDLE);
    source.copy(this.#bytes, this.#length, start, end);
    this.#length += end - start;
    this.#put(TAIL);
  }

  #put(text: Buffer): void {
    for (let i = 0; i < text.length; i += 1) this.#bytes[this.#length + i] = text[i] as number;
    this.#length += text.length;
  }

  #putNumber(value: number): void {
    let end = this.#length + 1;
    for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) end += 1;
    let rest = value;
    for (let i = end - 1; i >= this.#length; i -= 1) {
      const tenth = Math.floor(rest / 10);
      this.#bytes[i] = ZERO + rest - tenth * 10;
      rest = tenth;
    }
    this.#length = end;
  }

  #grow(least: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(least, Math.ceil(1.5 * this.#bytes.length)));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}
