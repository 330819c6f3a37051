import { isUtf8 } from 'node:buffer';
import { LineSplitter } from '@hashtide/engine/sources';

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

/**
 * The lines of a recording, numbered, however its bytes are chunked. A byte order mark at the start is no part of
 * the first line. A line is good until more is pushed.
 */
export class RecordingLines {
  readonly #take: (line: Line) => void;
  readonly #splitter: LineSplitter;
  #chunk: Buffer = Buffer.alloc(0);
  #line: Line = {
    buffer: this.#chunk,
    start: 0,
    end: 0,
    number: 0,
    validUtf8: true,
    terminated: true,
    overlong: false,
  };

  constructor(take: (line: Line) => void) {
    this.#take = take;
    this.#splitter = new LineSplitter({
      maxLineBytes: MAX_LINE_BYTES,
      onLine: (bytes, start, end, validUtf8) => this.#give(bytes, start, end, validUtf8),
      onTooLong: (bytes, start, end) => {
        this.#line.overlong = true;
        this.#give(bytes, start, end, isUtf8(bytes.subarray(start, end)));
        this.#line.overlong = false;
      },
    });
  }

  push(chunk: Buffer): void {
    this.#chunk = chunk;
    this.#splitter.push(chunk);
  }

  /** Gives the line that no newline ends, if there is one. */
  end(): void {
    this.#line.terminated = false;
    this.#splitter.end();
  }

  #give(bytes: Buffer, start: number, end: number, validUtf8: boolean): void {
    const line = this.#line;
    line.buffer = bytes;
    line.start = start;
    line.end = end;
    line.number++;
    line.validUtf8 = validUtf8;
    // A line cut by its chunks stands where the next one will.
    if (bytes !== this.#chunk) copyLine(line);
    if (line.number === 1 && startsWithByteOrderMark(line)) line.start += 3;
    this.#take(line);
  }
}

function copyLine(line: Line): void {
  line.buffer = Buffer.from(line.buffer.subarray(line.start, line.end));
  line.start = 0;
  line.end = line.buffer.length;
}

function startsWithByteOrderMark({ buffer, start, end }: Line): boolean {
  return (
    end - start >= 3 && buffer[start] === 0xef && buffer[start + 1] === 0xbb && buffer[start + 2] === 0xbf
  );
}
