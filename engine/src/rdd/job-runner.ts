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
   * Runs `task` on each of `partitions` (default: all), giving way to the event loop in between.
   * @param onResult gets each result, in the order of `partitions`
   */
  runTasks<T, R>(
    rdd: RDD<T>,
    task: Task<T, R>,
    onResult: (result: R, partition: number) => void,
    partitions?: readonly number[],
  ): Promise<void>;
}
