import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';

/** How far a database had come. */
export interface Mark {
  /** The newest batch, epoch ms. */
  readonly batchTime: number;
  /** Batches committed, rolled up or not. */
  readonly numBatches: number;
}

const LENGTH = 64;

/**
 * `<file>-mark`: the newest committed batch, written after each commit, beside the database and not in it. A database
 * that has less than its mark has gone back in time: its `-wal` was deleted or damaged, or an older copy was put in its
 * place, which SQLite does not notice. It is not waited for, so that a power cut may leave an older mark, never a newer.
 */
export class StoreMark {
  readonly #fd: number;
  #isOpen = true;

  constructor(file: string) {
    this.#fd = openSync(markFileOf(file), constants.O_RDWR | constants.O_CREAT, 0o600);
  }

  /** A mark that cannot be written is no reason to stop: it only finds less. */
  write({ batchTime, numBatches }: Mark): void {
    const text = `hashtide 1 ${batchTime} ${numBatches}`;
    try {
      writeSync(this.#fd, `${text} ${crc32(text)}`.padEnd(LENGTH - 1).concat('\n'), 0);
    } catch {}
  }

  close(): void {
    if (this.#isOpen) closeSync(this.#fd);
    this.#isOpen = false;
  }
}

/** undefined: there is none, or it makes no sense. */
export function readMark(file: string): Mark | undefined {
  let written: string;
  try {
    written = readFileSync(markFileOf(file), 'utf8').slice(0, LENGTH);
  } catch {
    return undefined;
  }
  const match = /^(hashtide 1 (-?\d+) (\d+)) (\d+) *\n$/.exec(written);
  if (match?.[1] === undefined || crc32(match[1]) !== Number(match[4])) return undefined;
  return { batchTime: Number(match[2]), numBatches: Number(match[3]) };
}

export function markFileOf(file: string): string {
  return `${file}-mark`;
}
