import { isUtf8 } from 'node:buffer';

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const NOTHING = Buffer.alloc(0);

export interface LineSplitterOptions {
  /** The longest line, without its line end. */
  readonly maxLineBytes: number;
  /** One line: `bytes[start, end)`, without `\n` or `\r\n`. The bytes are good during the call only. */
  onLine(bytes: Buffer, start: number, end: number, isUtf8: boolean): void;
  /** A line that was longer than allowed ended. `bytes[start, end)` is its beginning: as much as a line may have. */
  onTooLong(bytes: Buffer, start: number, end: number): void;
}

/**
 * Cuts a stream of bytes into lines. What is passed in may be cut anywhere, within a character too. Holds at
 * most one line of `maxLineBytes`, however long a line comes: of a longer one only the beginning is kept.
 */
export class LineSplitter {
  readonly #options: LineSplitterOptions;
  /** The beginning of a line whose end has not come: `#rest[0, #restLength)`. */
  #rest: Buffer = NOTHING;
  #restLength = 0;
  #isTooLong = false;
  #isStopped = false;

  constructor(options: LineSplitterOptions) {
    this.#options = options;
  }

  /** The line that has begun is already longer than allowed. */
  get isTooLong(): boolean {
    return this.#isTooLong;
  }

  /** How much is kept of the line that has begun. */
  get numHeldBytes(): number {
    return this.#restLength;
  }

  /** Takes the next bytes and calls back for each line that ends in them. */
  push(bytes: Buffer): void {
    if (this.#isStopped) return;
    const firstEnd = bytes.indexOf(NEWLINE);
    if (firstEnd === -1) {
      this.#keep(bytes, 0, bytes.length);
      return;
    }
    let start = 0;
    if (this.#restLength > 0) {
      this.#keep(bytes, 0, firstEnd);
      this.#endRest();
      start = firstEnd + 1;
    }
    const lastEnd = bytes.lastIndexOf(NEWLINE);
    // One check for all whole lines: a character cannot reach over a newline.
    const allUtf8 = start > lastEnd || isUtf8(bytes.subarray(start, lastEnd));
    while (start <= lastEnd && !this.#isStopped) {
      const end = bytes.indexOf(NEWLINE, start);
      this.#line(bytes, start, end, allUtf8);
      start = end + 1;
    }
    this.#keep(bytes, start, bytes.length);
  }

  /** The stream is over: its last line need not have had a line end. */
  end(): void {
    if (this.#restLength > 0 && !this.#isStopped) this.#endRest();
    this.stop();
  }

  /** No more calls back, even from within one. */
  stop(): void {
    this.#isStopped = true;
    this.#rest = NOTHING;
    this.#restLength = 0;
  }

  #line(bytes: Buffer, start: number, newline: number, knownUtf8: boolean): void {
    const end = newline > start && bytes[newline - 1] === CARRIAGE_RETURN ? newline - 1 : newline;
    const { maxLineBytes } = this.#options;
    if (end - start > maxLineBytes) this.#options.onTooLong(bytes, start, start + maxLineBytes);
    else this.#options.onLine(bytes, start, end, knownUtf8 || isUtf8(bytes.subarray(start, end)));
  }

  #endRest(): void {
    const rest = this.#rest;
    const length = this.#restLength;
    this.#restLength = 0;
    if (this.#isTooLong) {
      this.#isTooLong = false;
      this.#options.onTooLong(rest, 0, this.#options.maxLineBytes);
    } else {
      this.#line(rest, 0, length, false);
    }
  }

  /** Keeps `bytes[start, end)`: the beginning, or more of the beginning, of a line. */
  #keep(bytes: Buffer, start: number, end: number): void {
    if (start >= end || this.#isTooLong || this.#isStopped) return;
    const length = this.#restLength + end - start;
    // One byte more than a line may have: it can be the `\r` of its line end.
    const limit = this.#options.maxLineBytes + 1;
    const kept = Math.min(length, limit);
    if (kept > this.#rest.length) {
      const grown = Buffer.allocUnsafe(Math.min(limit, Math.max(4096, 2 * kept)));
      this.#rest.copy(grown, 0, 0, this.#restLength);
      this.#rest = grown;
    }
    bytes.copy(this.#rest, this.#restLength, start, start + kept - this.#restLength);
    this.#restLength = kept;
    this.#isTooLong = length > limit;
  }
}
