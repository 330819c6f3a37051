import type { defaultCheckpointInterval } from '../checkpoint/checkpoint-interval.ts';
import type { Checkpointable } from '../checkpoint/checkpointable.ts';
import type { StepFunction } from '../rdd/engine-function.ts';
import type { RDD } from '../rdd/rdd.ts';
import type { StorageLevel } from '../rdd/storage-level.ts';
import type { Duration, Time } from '../time/duration.ts';
import type { StreamNode } from './stream-node.ts';

/** What a stream is made of. */
export interface DStreamDefinition<T> {
  readonly name: string;
  /** Time between two RDDs, ms. */
  readonly slideDuration: Duration;
  readonly parents: readonly StreamNode<unknown>[];
  /**
   * The user's functions that its RDDs are made of. A worker thread builds the same graph and so has the same
   * functions in the same order; a step made of any other function runs in the driver's thread.
   */
  readonly functions?: readonly StepFunction[];
  /** How much longer than this stream its parents keep their RDDs, ms; default 0. */
  readonly parentsRemember?: Duration;
  /** How long at least this stream keeps its own RDDs, ms. */
  readonly selfRemember?: Duration;
  /** Keep every RDD's records. Default: NONE. */
  readonly storageLevel?: StorageLevel;
  /** What `persist` on this stream is for: its records are its parent's, and kept there. */
  readonly persistsParent?: boolean;
  /** Saves its past; `records`: the records of each batch that it remembers. Default: nothing to save. */
  readonly checkpoint?: Checkpointable | 'records';
  /** How often a state is saved unless told otherwise, ms. Default: {@link defaultCheckpointInterval}. */
  readonly checkpointInterval?: Duration;
  /** Builds on its own last RDD; worked out in every batch, so that its past can be let go. */
  readonly isRunning?: boolean;
  /** Is a state: like isRunning, and kept when batches are jumped over. */
  readonly isState?: boolean;
  /** The RDD at `batchTime`, a time this stream has a batch at; undefined: there is none. Runs nothing. */
  compute(batchTime: Time): RDD<T> | undefined;
}
