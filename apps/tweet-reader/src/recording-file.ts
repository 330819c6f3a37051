import { type FileHandle, open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type Clock, StreamingError } from '@hashtide/engine';

const gzipOf = promisify(gzip);
/** Only the user may read what was recorded. */
const MODE = 0o600;

export interface RecordingFileOptions {
  /** Ends in `.gz`: compressed. */
  readonly output: string;
  readonly clock: Clock;
  /** Begins a new file when one has reached this size; default: never. */
  readonly rotateBytes?: number | undefined;
  /** Begins a new file when one is this old; default: never. */
  readonly rotateMs?: number | undefined;
}

/**
 * Where a recording goes: one file, or with rotation a row of them, `tweets-0001.ndjson.gz`, `tweets-0002.ndjson.gz`, …
 * No file that exists is ever touched. Every write to a `.gz` is a gzip member of its own, so that a kill costs the
 * last one at most.
 */
export class RecordingFile {
  readonly paths: string[] = [];
  readonly #options: RecordingFileOptions;
  #handle: FileHandle | undefined;
  #number = 0;
  #size = 0;
  #openedAt = 0;
  #numBytes = 0;

  private constructor(options: RecordingFileOptions) {
    this.#options = options;
  }

  /** @throws {StreamingError} `FILE_EXISTS`, `CANNOT_WRITE` */
  static async create(options: RecordingFileOptions): Promise<RecordingFile> {
    const file = new RecordingFile(options);
    try {
      await file.#openNext();
    } catch (error) {
      throw cannotWrite(error, file.#path());
    }
    return file;
  }

  /** Bytes written to all files. */
  get numBytes(): number {
    return this.#numBytes;
  }

  /**
   * Puts whole lines on the disk: they survive a power cut when it resolves. On failure the file is cut back to what
   * it held.
   * @throws {StreamingError} `CANNOT_WRITE`
   */
  async write(lines: Uint8Array): Promise<void> {
    const bytes = this.#options.output.endsWith('.gz') ? await gzipOf(lines) : lines;
    if (this.#isFull()) await this.close();
    try {
      const handle = this.#handle ?? (await this.#openFree());
      try {
        await writeAll(handle, bytes, this.#size);
        await handle.datasync();
      } catch (error) {
        await handle.truncate(this.#size).catch(() => {});
        throw error;
      }
    } catch (error) {
      throw cannotWrite(error, this.#path());
    }
    this.#size += bytes.length;
    this.#numBytes += bytes.length;
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  #isFull(): boolean {
    const { clock, rotateBytes = Infinity, rotateMs = Infinity } = this.#options;
    if (this.#size === 0) return false;
    return this.#size >= rotateBytes || clock.now() - this.#openedAt >= rotateMs;
  }

  /** The next number that is free: while a recording runs, a name that is taken is no reason to lose anything. */
  async #openFree(): Promise<FileHandle> {
    for (;;) {
      try {
        return await this.#openNext();
      } catch (error) {
        if (!isTaken(error)) throw error;
      }
    }
  }

  async #openNext(): Promise<FileHandle> {
    this.#number += 1;
    const path = this.#path();
    this.#handle = await open(path, 'wx', MODE);
    this.paths.push(path);
    this.#size = 0;
    this.#openedAt = this.#options.clock.now();
    return this.#handle;
  }

  #path(): string {
    const { output, rotateBytes, rotateMs } = this.#options;
    if (rotateBytes === undefined && rotateMs === undefined) return output;
    const name = basename(output);
    const dot = name.indexOf('.', 1);
    const stem = dot === -1 ? name : name.slice(0, dot);
    const number = String(this.#number).padStart(4, '0');
    return join(dirname(output), `${stem}-${number}${name.slice(stem.length)}`);
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'EEXIST';
}

function cannotWrite(error: unknown, path: string): StreamingError {
  if (isTaken(error)) {
    return new StreamingError('FILE_EXISTS', `${path} exists already; a recording never overwrites a file`, {
      fix: 'Choose another name, or move the file away',
      cause: error,
    });
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new StreamingError('CANNOT_WRITE', `cannot write ${path}: ${reason}`, {
    fix: 'Check that the folder exists, may be written to and has space left',
    cause: error,
  });
}
