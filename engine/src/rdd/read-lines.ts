import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { StreamingError } from '../errors.ts';
import type { Push } from './job-runner.ts';
import { isCompressed, type TextSplit } from './text-splits.ts';

/** What a compressed file may become; it is unpacked as a whole. */
const MAX_UNPACKED_BYTES = 1024 ** 3;

const PIECE_BYTES = 256 * 1024;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Pushes the lines that begin in the split, without their `\n` or `\r\n`. Bytes that are no UTF-8 become U+FFFD; a
 * byte order mark at the beginning of the file is left out.
 *
 * @throws {StreamingError} `FILE_NOT_READABLE` when it went away, may not be read, or is no gzip
 */
export function readLines(split: TextSplit, push: Push<string>): void {
  const lines = new LineCutter(push);
  if (isCompressed(split.path)) {
    lines.add(reading(split.path, () => unpacked(split.path)));
    lines.finish();
  } else {
    readPieces(split, lines);
  }
}

function unpacked(path: string): Buffer {
  return gunzipSync(readFileSync(path), { maxOutputLength: MAX_UNPACKED_BYTES });
}

/** What the file system says, in our words; what lines are used for may throw as it likes. */
function reading<R>(path: string, read: () => R): R {
  try {
    return read();
  } catch (cause) {
    throw new StreamingError('FILE_NOT_READABLE', `${path} cannot be read: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/**
 * All of a file's text.
 *
 * @throws {StreamingError} `FILE_NOT_READABLE`
 */
export function readText(path: string): string {
  return reading(path, () => (isCompressed(path) ? unpacked(path) : readFileSync(path)).toString('utf8'));
}

function readPieces({ path, start, end }: TextSplit, lines: LineCutter): void {
  const file = reading(path, () => openSync(path, 'r'));
  try {
    // A line belongs to the split in which it begins. Whether one begins at `start` the byte before it says.
    let position = Math.max(0, start - 1);
    if (start > 0) lines.skipOne();
    for (;;) {
      const piece = Buffer.allocUnsafe(PIECE_BYTES);
      const numBytes = reading(path, () => readSync(file, piece, 0, PIECE_BYTES, position));
      if (numBytes === 0) break;
      if (!lines.add(piece.subarray(0, numBytes), end - position)) return;
      position += numBytes;
    }
    lines.finish();
  } finally {
    closeSync(file);
  }
}

/** Cuts bytes into lines, wherever they were cut before. */
class LineCutter {
  readonly #push: Push<string>;
  #rest: Buffer[] = [];
  #isSkipping = false;
  #isFirst = true;

  constructor(push: Push<string>) {
    this.#push = push;
  }

  /** Leaves out what comes up to the first line feed. */
  skipOne(): void {
    this.#isSkipping = true;
    this.#isFirst = false;
  }

  /**
   * @param end where in `bytes`, or behind them, lines may no longer begin
   * @returns false once the last line that may begin was pushed
   */
  add(bytes: Buffer, end = Number.POSITIVE_INFINITY): boolean {
    let start = 0;
    for (;;) {
      if (start >= end && this.#rest.length === 0 && !this.#isSkipping) return false;
      const feed = bytes.indexOf(LINE_FEED, start);
      if (feed === -1) break;
      this.#line(bytes.subarray(start, feed));
      start = feed + 1;
    }
    if (start < bytes.length) this.#rest.push(bytes.subarray(start));
    return true;
  }

  /** What is left is a line too. */
  finish(): void {
    if (this.#rest.length > 0) this.#line(Buffer.alloc(0));
  }

  #line(last: Buffer): void {
    const line = this.#rest.length === 0 ? last : Buffer.concat([...this.#rest, last]);
    this.#rest = [];
    if (this.#isSkipping) {
      this.#isSkipping = false;
      return;
    }
    const length = line.at(-1) === CARRIAGE_RETURN ? line.length - 1 : line.length;
    const text = line.toString('utf8', 0, length);
    this.#push(this.#isFirst && text.startsWith('\ufeff') ? text.slice(1) : text);
    this.#isFirst = false;
  }
}
