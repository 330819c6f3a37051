import type { Time } from '../time/duration.ts';

/**
 * What a stream implements so that its past outlives the process. Only data is saved: the stream itself is made
 * anew by the same program. Everything given must survive `structuredClone`.
 */
export interface Checkpointable {
  /**
   * `state`: big; saved after a batch has completed, every checkpoint interval of its stream. `metadata`: small
   * (file selections, a rate); saved with every checkpoint, also right after a batch was made and before it ran.
   */
  readonly kind: 'state' | 'metadata';
  /**
   * Which snapshots a restart needs: the `newest` alone (a state holds all of its past; default), or one of each
   * batch that the stream still `remembered`, such as what a window looks back at.
   */
  readonly keep?: 'newest' | 'remembered';
  /**
   * What a restart needs to go on after `batchTime`, one value a partition; undefined: nothing yet. It is
   * serialised before anything else runs, so it need not be a copy. A promise is for `state` only.
   */
  save(batchTime: Time): Parts | undefined | Promise<Parts | undefined>;
  /** Called before the start, for each snapshot kept, oldest first. The number of partitions may have changed. */
  restore(parts: Parts, batchTime: Time): void;
}

/** A saved value of each partition. What has no partitions gives one. */
export type Parts = readonly unknown[];
