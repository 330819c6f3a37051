import type { Action } from './action.ts';
import type { RDD } from './rdd.ts';

/** Takes one record. */
export type Push<T> = (record: T) => void;

/** Work on one partition: `read` pushes its records, `partition` is its number. */
export type Task<T, R> = (read: (push: Push<T>) => void, partition: number) => R | Promise<R>;

/** Where an RDD's partitions are computed. */
export interface JobRunner {
  /** Partitions of a data set made from a list, unless told otherwise. */
  readonly defaultParallelism: number;
  /** Partitions of what comes out of a shuffle, unless told otherwise. Does not depend on the number of threads. */
  readonly shufflePartitions: number;
  /**
   * Runs `task` on each of `partitions` (default: all), giving way to the event loop in between. One that throws
   * runs again, four times in all.
   *
   * @param task an action runs where the partition is computed, in a worker thread maybe; a bare function runs in
   *   this thread
   * @param onResult gets each result once, in the order of `partitions`
   * @throws {StreamingError} `TASK_FAILED` with the operator, the record and what was thrown as its cause
   */
  runTasks<T, R>(
    rdd: RDD<T>,
    task: Task<T, R> | Action<R>,
    onResult: (result: R, partition: number) => void,
    partitions?: readonly number[],
  ): Promise<void>;
}
