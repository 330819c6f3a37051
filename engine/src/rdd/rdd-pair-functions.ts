import { aggregateByKey, combineGroups, foldByKey } from './aggregate-by-key.ts';
import * as narrow from './narrow.ts';
import { partitionBy } from './partition-by.ts';
import { functionPartitioner, hashPartitioner } from './partitioner.ts';
import type { Pair, RDD } from './rdd.ts';
import { RddSetOperations } from './rdd-set-operations.ts';
import * as shuffle from './shuffle.ts';
import { sortBy } from './sort.ts';

/** Transformations of an RDD of (key, value). */
export abstract class RddPairFunctions<T> extends RddSetOperations<T> {
  mapValues<K, V, U>(this: RDD<Pair<K, V>>, f: (value: V) => U): RDD<[K, U]> {
    return narrow.mapValues(this, f);
  }

  flatMapValues<K, V, U>(this: RDD<Pair<K, V>>, f: (value: V) => Iterable<U>): RDD<[K, U]> {
    return narrow.flatMapValues(this, f);
  }

  keys<K, V>(this: RDD<Pair<K, V>>): RDD<K> {
    return narrow.keys(this);
  }

  values<K, V>(this: RDD<Pair<K, V>>): RDD<V> {
    return narrow.values(this);
  }

  /**
   * Combines the values of each key. All functions may change and return their first argument.
   *
   * @param mapSideCombine false: all values are brought together first, in order, and `mergeCombiners` is not called
   */
  combineByKey<K, V, C>(
    this: RDD<Pair<K, V>>,
    createCombiner: (value: V) => C,
    mergeValue: (combiner: C, value: V) => C,
    mergeCombiners: (a: C, b: C) => C,
    numPartitions?: number,
    mapSideCombine = true,
  ): RDD<[K, C]> {
    const combiner = { createCombiner, mergeValue, mergeCombiners };
    if (!mapSideCombine) return combineGroups(this, combiner, numPartitions);
    return shuffle.combineByKey(this, combiner, numPartitions);
  }

  reduceByKey<K, V>(this: RDD<Pair<K, V>>, f: (a: V, b: V) => V, numPartitions?: number): RDD<[K, V]> {
    return shuffle.reduceByKey(this, f, numPartitions);
  }

  groupByKey<K, V>(this: RDD<Pair<K, V>>, numPartitions?: number): RDD<[K, V[]]> {
    return shuffle.groupByKey(this, numPartitions);
  }

  /** {@link aggregateByKey} within one type. */
  foldByKey<K, V>(
    this: RDD<Pair<K, V>>,
    zeroValue: V,
    f: (a: V, b: V) => V,
    numPartitions?: number,
  ): RDD<[K, V]> {
    return foldByKey(this, zeroValue, f, numPartitions);
  }

  /** Folds the values of each key; each key starts with a copy of `zeroValue`, plain data, in each partition. */
  aggregateByKey<K, V, C>(
    this: RDD<Pair<K, V>>,
    zeroValue: C,
    seqOp: (combined: C, value: V) => C,
    combOp: (a: C, b: C) => C,
    numPartitions?: number,
  ): RDD<[K, C]> {
    return aggregateByKey(this, zeroValue, seqOp, combOp, numPartitions);
  }

  /** Puts each pair in the partition of its key: that of its hash, or `f(key)` modulo `numPartitions`. */
  partitionBy<K, V>(this: RDD<Pair<K, V>>, numPartitions: number, f?: (key: K) => number): RDD<Pair<K, V>> {
    const partitioner =
      f === undefined ? hashPartitioner(numPartitions) : functionPartitioner(numPartitions, f);
    return partitionBy(this, partitioner);
  }

  sortByKey<K, V>(this: RDD<Pair<K, V>>, ascending = true, numPartitions?: number): RDD<Pair<K, V>> {
    return sortBy(this, narrow.keyOfPair, ascending, numPartitions);
  }
}
