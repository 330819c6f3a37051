import { deserialize, serialize } from 'node:v8';
import { StreamingError, toError } from '../errors.ts';
import type { Time } from '../time/duration.ts';
import type { WriteAheadLog, WriteAheadLogHandle } from './write-ahead-log.ts';

interface Waiting {
  readonly record: Uint8Array;
  readonly time: Time;
  readonly resolve: (handle: WriteAheadLogHandle) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Writes what comes while another write runs as one record of `log`, in the order of time: for many small records,
 * such as what became of blocks. They are read back all together, not one by one.
 *
 *     write 3 ──────▶ done
 *         5  8  12  10   ──▶ one write, at 12: 5 8 10 12
 */
export class BatchedWriteAheadLog implements WriteAheadLog {
  readonly #log: WriteAheadLog;
  #waiting: Waiting[] = [];
  #writing: readonly Waiting[] = [];
  #isClosed = false;

  constructor(log: WriteAheadLog) {
    this.#log = log;
  }

  /** @throws {StreamingError} `LOG_CLOSED`; `LOG_WRITE_FAILED` with the cause */
  write(record: Uint8Array, time: Time): Promise<WriteAheadLogHandle> {
    if (this.#isClosed) return Promise.reject(closed('is closed; it must be written before that'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ record, time, resolve, reject });
      if (this.#writing.length === 0) void this.#writeAll();
    });
  }

  /** @throws {StreamingError} `LOG_READ_UNSUPPORTED` always */
  read(): Uint8Array {
    throw new StreamingError(
      'LOG_READ_UNSUPPORTED',
      'a batched log has no single records; it must be read with readAll',
    );
  }

  *readAll(): Iterable<Uint8Array> {
    for (const batch of this.#log.readAll()) yield* deserialize(batch) as Uint8Array[];
  }

  clean(threshold: Time): Promise<void> {
    return this.#log.clean(threshold);
  }

  /** Whoever still waits is refused. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const { reject } of [...this.#writing, ...this.#waiting.splice(0)]) {
      reject(closed('was closed before the record was written'));
    }
    await this.#log.close();
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      this.#writing = this.#waiting.sort((a, b) => a.time - b.time);
      this.#waiting = [];
      const records = this.#writing.map(({ record }) => record);
      try {
        const handle = await this.#log.write(serialize(records), this.#writing.at(-1)?.time ?? 0);
        for (const { resolve } of this.#writing) resolve(handle);
      } catch (thrown) {
        for (const { reject } of this.#writing) reject(writeFailed(thrown));
      }
    }
    this.#writing = [];
  }
}

function closed(what: string): StreamingError {
  return new StreamingError('LOG_CLOSED', `the write-ahead log ${what}`);
}

function writeFailed(thrown: unknown): StreamingError {
  const { message } = toError(thrown);
  return new StreamingError('LOG_WRITE_FAILED', `the write-ahead log could not be written: ${message}`, {
    cause: thrown,
  });
}
