import type { Time } from '../time/duration.ts';

/** Where a log keeps one record; means something to the log that gave it only. Survives `structuredClone`. */
export interface WriteAheadLogHandle {
  readonly log: string;
}

/**
 * A log that is written before what it says counts as done. Spark's interface; one for the blocks of each receiver,
 * one for what the tracker did with them.
 */
export interface WriteAheadLog {
  /**
   * Keeps a record; when it resolves it survives what the log promises to survive.
   *
   * @param time which {@link clean} goes by: later than any record's that may go before it
   */
  write(record: Uint8Array, time: Time): Promise<WriteAheadLogHandle>;
  /** @throws {StreamingError} `LOG_RECORD_GONE` when it was cleaned away or never was */
  read(handle: WriteAheadLogHandle): Uint8Array;
  /** All that is kept, in the order of writing. */
  readAll(): Iterable<Uint8Array>;
  /** Lets go of what was written with a time before `threshold`. It may keep more than it must. */
  clean(threshold: Time): Promise<void>;
  /** After it nothing can be written. Closing again is harmless. */
  close(): Promise<void>;
}
