import type { Time } from '../time/duration.ts';

/** One checkpoint of a store. */
export interface CheckpointEntry {
  readonly batchTime: Time;
  /** Such as `checkpoint-1000` or, of one that was written over, `checkpoint-1000.bk`. */
  readonly name: string;
}

/** How many checkpoints a store keeps. */
export const KEPT_CHECKPOINTS = 10;

/**
 * Keeps checkpoints and the data that they name. Writing is asynchronous and never overlaps; reading happens before
 * the start, and does not change the store.
 */
export interface CheckpointStore {
  /** Where it is, for messages. */
  readonly location: string;

  /**
   * Keeps a checkpoint; when it resolves it survives a power cut, and until then the former ones do. An entry is named with the
   * latest batch time that the store has seen; a former one of that name is kept as `.bk`. The last
   * {@link KEPT_CHECKPOINTS} are kept.
   */
  write(batchTime: Time, bytes: Uint8Array): Promise<void>;

  /** What there is, newest first; empty when the place does not exist. Makes nothing. */
  list(): readonly CheckpointEntry[];

  /** @throws when it cannot be read */
  read(entry: CheckpointEntry): Uint8Array;

  /** Keeps data under `name`, all or nothing. Must have resolved before a checkpoint that names it is written. */
  writeData(name: string, bytes: Uint8Array): Promise<void>;

  /** @throws when it cannot be read */
  readData(name: string): Uint8Array;

  /** Names of the data there is, in no order. */
  listData(): readonly string[];

  /** Names that are not there are ignored. */
  removeData(names: readonly string[]): Promise<void>;
}
