import { isUtf8 } from 'node:buffer';

/** A line where it stands in its buffer, without its `\n` or `\r\n`. One object serves all lines: copy to keep. */
export interface Line {
  buffer: Buffer;
  start: number;
  end: number;
  /** Counted from 1. */
  number: number;
  validUtf8: boolean;
  /** False for a last line that no newline ends. */
  terminated: boolean;
  /** Longer than `MAX_LINE_BYTES`; only its beginning is there. */
  overlong: boolean;
}

/** A page of 500 tweets with its includes is about 5 MB; nothing longer is a line. */
export const MAX_LINE_BYTES = 16 * 1024 * 1024;

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/**
 * Cuts bytes into lines, however they are chunked. Keeps at most {@link MAX_LINE_BYTES} of a line that is not
 * complete. A byte order mark at the start is no part of the first line. What was pushed is kept no longer than
 * the lines that were given from it.
 */
export class LineSplitter {
  readonly #take: (line: Line) => void;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #line: Line = {
    buffer: Buffer.alloc(0),
    start: 0,
    end: 0,
    number: 0,
    validUtf8: true,
    terminated: true,
    overlong: false,
  };

  constructor(take: (line: Line) => void) {
    this.#take = take;
  }

  push(chunk: Buffer): void {
    let start = 0;
    if (this.#heldBytes > 0) {
      const newline = chunk.indexOf(NEWLINE);
      this.#hold(newline < 0 ? chunk : chunk.subarray(0, newline));
      if (newline < 0) return;
      this.#giveHeld(true);
      start = newline + 1;
    }
    const last = chunk.lastIndexOf(NEWLINE);
    if (last >= start) {
      // A line that ends is whole: all of them can be checked at once, and one by one only if that fails.
      const allUtf8 = isUtf8(chunk.subarray(start, last));
      while (start <= last) {
        const newline = chunk.indexOf(NEWLINE, start);
        this.#give(chunk, start, newline, allUtf8);
        start = newline + 1;
      }
    }
    if (start < chunk.length) this.#hold(chunk.subarray(start));
  }

  /** Gives the line that no newline ends, if there is one. */
  end(): void {
    if (this.#heldBytes > 0) this.#giveHeld(false);
  }

  #hold(piece: Buffer): void {
    const room = MAX_LINE_BYTES - this.#heldBytes;
    if (room > 0) this.#held.push(Buffer.from(piece.subarray(0, room)));
    this.#heldBytes += piece.length;
  }

  #giveHeld(terminated: boolean): void {
    const [first, ...more] = this.#held;
    const buffer = first !== undefined && more.length === 0 ? first : Buffer.concat(this.#held);
    this.#line.overlong = this.#heldBytes > MAX_LINE_BYTES;
    this.#line.terminated = terminated;
    this.#held = [];
    this.#heldBytes = 0;
    this.#give(buffer, 0, buffer.length, false);
    this.#line.overlong = false;
    this.#line.terminated = true;
  }

  #give(buffer: Buffer, from: number, to: number, validUtf8: boolean): void {
    const line = this.#line;
    line.number++;
    line.buffer = buffer;
    line.start = line.number === 1 && startsWithByteOrderMark(buffer, from) ? from + 3 : from;
    line.end = to > line.start && line.terminated && buffer[to - 1] === RETURN ? to - 1 : to;
    line.validUtf8 = validUtf8 || isUtf8(buffer.subarray(line.start, line.end));
    this.#take(line);
  }
}

function startsWithByteOrderMark(buffer: Buffer, at: number): boolean {
  return buffer[at] === 0xef && buffer[at + 1] === 0xbb && buffer[at + 2] === 0xbf;
}
