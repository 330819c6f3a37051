import * as actions from './actions.ts';
import * as narrow from './narrow.ts';
import type { RDD } from './rdd.ts';
import { RddJoins } from './rdd-joins.ts';

/** What runs a job: each returns a promise. */
export abstract class RddActions<T> extends RddJoins<T> {
  /** All records, partition by partition. */
  collect(this: RDD<T>): Promise<T[]> {
    return actions.collect(this);
  }

  count(this: RDD<T>): Promise<number> {
    return actions.count(this);
  }

  /** The first `num` records; reads no more partitions than it needs. */
  take(this: RDD<T>, num: number): Promise<T[]> {
    return actions.take(this, num);
  }

  /** @throws {StreamingError} `EMPTY_COLLECTION` when there is none */
  first(this: RDD<T>): Promise<T> {
    return actions.first(this);
  }

  async isEmpty(this: RDD<T>): Promise<boolean> {
    return (await this.take(1)).length === 0;
  }

  /** @throws {StreamingError} `EMPTY_COLLECTION` when there are no records */
  reduce(this: RDD<T>, f: (a: T, b: T) => T): Promise<T> {
    return actions.reduce(this, f);
  }

  foreach(this: RDD<T>, f: (record: T) => void): Promise<void> {
    return actions.foreach(this, f);
  }

  /** Calls `f` with each partition's records, one after another; waits for what it returns. */
  foreachPartition(
    this: RDD<T>,
    f: (records: T[], partition: number) => void | Promise<void>,
  ): Promise<void> {
    return actions.foreachPartition(this, f);
  }

  countByValue(this: RDD<T>): Promise<[T, number][]> {
    return narrow
      .keyBy(this, (record) => record)
      .mapValues(() => 1)
      .reduceByKey((a, b) => a + b)
      .collect();
  }
}
