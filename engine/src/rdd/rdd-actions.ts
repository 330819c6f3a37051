import * as actions from './actions.ts';
import { aggregate } from './aggregate.ts';
import * as keys from './key-actions.ts';
import * as numbers from './number-actions.ts';
import type { OutputOptions } from './output-directory.ts';
import type { Pair, RDD } from './rdd.ts';
import { RddJoins } from './rdd-joins.ts';
import { saveAsObjectFile } from './save-as-object-file.ts';
import { saveAsTextFile } from './save-as-text-file.ts';
import type { StatCounter } from './stat-counter.ts';
import { takeOrdered, top } from './top.ts';

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

  // By a function or in order

  /**
   * Folds each partition, then what they gave, each time from a copy of `zeroValue`: it enters once for each
   * partition and once more.
   */
  fold(this: RDD<T>, zeroValue: T, op: (a: T, b: T) => T): Promise<T> {
    return aggregate(this, zeroValue, op, op);
  }

  /** {@link fold} into another type. */
  aggregate<C>(
    this: RDD<T>,
    zeroValue: C,
    seqOp: (combined: C, record: T) => C,
    combOp: (a: C, b: C) => C,
  ): Promise<C> {
    return aggregate(this, zeroValue, seqOp, combOp);
  }

  /** The `num` greatest, the greatest first. */
  top(this: RDD<T>, num: number, by?: (record: T) => unknown): Promise<T[]> {
    return top(this, num, by);
  }

  /** The `num` least, the least first. */
  takeOrdered(this: RDD<T>, num: number, by?: (record: T) => unknown): Promise<T[]> {
    return takeOrdered(this, num, by);
  }

  /** @throws {StreamingError} `EMPTY_COLLECTION` */
  min(this: RDD<T>, by?: (record: T) => unknown): Promise<T> {
    return numbers.min(this, by);
  }

  /** @throws {StreamingError} `EMPTY_COLLECTION` */
  max(this: RDD<T>, by?: (record: T) => unknown): Promise<T> {
    return numbers.max(this, by);
  }

  // Of numbers

  /** 0 of none. */
  sum(this: RDD<number>): Promise<number> {
    return numbers.sum(this);
  }

  /** NaN of none. */
  async mean(this: RDD<number>): Promise<number> {
    return (await numbers.stats(this)).mean;
  }

  /** Count, sum, mean, extremes and variances in one pass. */
  stats(this: RDD<number>): Promise<StatCounter> {
    return numbers.stats(this);
  }

  // By value and by key

  /** How often each value occurs. */
  countByValue(this: RDD<T>): Promise<Map<T, number>> {
    return keys.countByValue(this);
  }

  /** How many pairs each key has. */
  countByKey<K, V>(this: RDD<Pair<K, V>>): Promise<Map<K, number>> {
    return keys.countByKey(this);
  }

  /** Each key with its last value. */
  collectAsMap<K, V>(this: RDD<Pair<K, V>>): Promise<Map<K, V>> {
    return keys.collectAsMap(this);
  }

  /** `reduceByKey`, collected. */
  reduceByKeyLocally<K, V>(this: RDD<Pair<K, V>>, f: (a: V, b: V) => V): Promise<Map<K, V>> {
    return this.reduceByKey(f).collectAsMap();
  }

  /** The values of a key; after an operation by key, one partition is read. */
  lookup<K, V>(this: RDD<Pair<K, V>>, key: K): Promise<V[]> {
    return keys.lookup(this, key);
  }

  // To files

  /** Writes a line a record to `path/part-00000` … ; `_SUCCESS` says that it is whole. */
  saveAsTextFile(this: RDD<T>, path: string, options?: OutputOptions): Promise<void> {
    return saveAsTextFile(this, path, options);
  }

  /** Writes records as bytes, which {@link EngineContext.objectFile} reads back. */
  saveAsObjectFile(this: RDD<T>, path: string, options?: OutputOptions): Promise<void> {
    return saveAsObjectFile(this, path, options);
  }
}
