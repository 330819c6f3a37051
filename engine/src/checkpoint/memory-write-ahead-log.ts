import { StreamingError } from '../errors.ts';
import type { Time } from '../time/duration.ts';
import type { WriteAheadLog, WriteAheadLogHandle } from './write-ahead-log.ts';

interface Entry {
  readonly time: Time;
  readonly record: Uint8Array;
}

/** A log that survives its writer and not the process: for tests, and for recovery within one process. */
export class MemoryWriteAheadLog implements WriteAheadLog {
  readonly #entries = new Map<string, Entry>();
  #nextNumber = 0;
  #isClosed = false;

  async write(record: Uint8Array, time: Time): Promise<WriteAheadLogHandle> {
    if (this.#isClosed) {
      throw new StreamingError('LOG_CLOSED', 'the write-ahead log is closed; it must be written before that');
    }
    const log = `memory-${this.#nextNumber}`;
    this.#nextNumber += 1;
    this.#entries.set(log, { time, record });
    return { log };
  }

  read({ log }: WriteAheadLogHandle): Uint8Array {
    const entry = this.#entries.get(log);
    if (entry !== undefined) return entry.record;
    throw new StreamingError(
      'LOG_RECORD_GONE',
      `the write-ahead log has no record ${JSON.stringify(log)}; it was cleaned away, or is of another log`,
    );
  }

  *readAll(): Iterable<Uint8Array> {
    for (const { record } of this.#entries.values()) yield record;
  }

  async clean(threshold: Time): Promise<void> {
    for (const [log, { time }] of this.#entries) if (time < threshold) this.#entries.delete(log);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
  }
}
