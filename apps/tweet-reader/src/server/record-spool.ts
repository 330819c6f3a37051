import type { SourceRecord } from '../tweet-source.ts';

/** Lines of the protocol that can be sent as they are. */
export interface SpoolSlice {
  readonly bytes: Uint8Array;
  /** The sequence number after its last record. */
  readonly next: number;
}

/** Reads a spool from one position on: each engine has its own. */
export interface SpoolCursor {
  /**
   * The records from `sequence` on, as many as lie together.
   * @returns undefined: there is none yet, or it is being fetched; then the cursor says when it is there
   */
  read(sequence: number): SpoolSlice | undefined;
  /** Of what was read, the bytes of all records before `next` are needed no more: their memory may be used again. */
  taken?(next: number): void;
  close(): void;
}

/**
 * Keeps records between a source and its engines: in memory ({@link Spool}) or on the disk ({@link DiskSpool}).
 * It holds the records `first … next − 1`, all of which may be sent.
 */
export interface RecordSpool {
  readonly first: number;
  readonly next: number;
  /** The latest stamp that may have been sent; -Infinity: none. */
  readonly lastAt: number;
  /** It has reached its size: room has to be made. */
  readonly isFull: boolean;
  /** It takes no more for the moment, whatever room is made; of a source that can wait no more must be appended. */
  readonly isBehind: boolean;
  /** Everything appended may be sent. */
  readonly isSettled: boolean;
  /** Records that were let go though an engine still wanted them, or nobody had had them. */
  readonly numDropped: number;
  /** Why records are not kept as they should be, in a few words; undefined: all is well. */
  readonly trouble: string | undefined;
  /** Every known engine's last ack, the lowest of them; undefined: none is known. */
  readonly lowestAck: number | undefined;

  append(records: readonly SourceRecord[]): void;
  /** @param onReady what `read` could not give yet is there */
  cursor(onReady: () => void): SpoolCursor;
  ackedBy(engineId: string): number | undefined;
  /** Makes an engine known, which has everything up to and including `sequence`. */
  remember(engineId: string, sequence: number): void;
  forget(engineId: string): void;
  /** `engineId`, a known one, has every record up to and including `sequence`. */
  ack(engineId: string, sequence: number): void;
  /** Lets go of the oldest records, whoever still wants them. @returns how many; 0: nothing can be let go */
  dropOldest(): number;
  /** Lets go of the oldest records if they end before `sequence`, without counting them as dropped. */
  releaseBefore(sequence: number): boolean;
}
