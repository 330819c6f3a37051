import { LineSplitter } from './line-splitter.ts';

const NEWLINE = 0x0a;
const NOTHING = Buffer.alloc(0);

/** What one {@link LineBuffer.add} completes: the lines in one run, each with a `\n`, and how many they are. */
export interface WholeLines {
  readonly bytes: Buffer;
  readonly numLines: number;
}

/** Gathers the lines that each chunk completes, to be decoded at once and later. Lines above the limit are left out. */
export class LineBuffer {
  readonly #splitter: LineSplitter;
  #mostBytes = 0;
  #bytes = NOTHING;
  #numBytes = 0;
  #numLines = 0;
  #numTooLong = 0;

  constructor(maxLineBytes: number) {
    this.#splitter = new LineSplitter({
      maxLineBytes,
      onLine: (bytes, start, end) => this.#addLine(bytes, start, end),
      onTooLong: () => {
        this.#numTooLong += 1;
      },
    });
  }

  /** How many lines were left out so far, one that has not ended included. */
  get numTooLong(): number {
    return this.#numTooLong + (this.#splitter.isTooLong ? 1 : 0);
  }

  add(chunk: Buffer): WholeLines {
    this.#bytes = NOTHING;
    this.#numBytes = 0;
    this.#numLines = 0;
    // Every line was read with at least as much line end as it is given.
    this.#mostBytes = this.#splitter.numHeldBytes + chunk.length;
    this.#splitter.push(chunk);
    return { bytes: this.#bytes.subarray(0, this.#numBytes), numLines: this.#numLines };
  }

  #addLine(bytes: Buffer, start: number, end: number): void {
    if (this.#numLines === 0) this.#bytes = Buffer.allocUnsafe(this.#mostBytes);
    this.#numBytes += bytes.copy(this.#bytes, this.#numBytes, start, end);
    this.#bytes[this.#numBytes] = NEWLINE;
    this.#numBytes += 1;
    this.#numLines += 1;
  }
}
