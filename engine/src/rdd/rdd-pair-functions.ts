import * as narrow from './narrow.ts';
import type { Pair, RDD } from './rdd.ts';
import { RddSetOperations } from './rdd-set-operations.ts';
import * as shuffle from './shuffle.ts';
import * as sorting from './sort.ts';

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

  combineByKey<K, V, C>(
    this: RDD<Pair<K, V>>,
    createCombiner: (value: V) => C,
    mergeValue: (combiner: C, value: V) => C,
    mergeCombiners: (a: C, b: C) => C,
    numPartitions?: number,
  ): RDD<[K, C]> {
    return shuffle.combineByKey(this, { createCombiner, mergeValue, mergeCombiners }, numPartitions);
  }

  reduceByKey<K, V>(this: RDD<Pair<K, V>>, f: (a: V, b: V) => V, numPartitions?: number): RDD<[K, V]> {
    return shuffle.reduceByKey(this, f, numPartitions);
  }

  groupByKey<K, V>(this: RDD<Pair<K, V>>, numPartitions?: number): RDD<[K, V[]]> {
    return shuffle.groupByKey(this, numPartitions);
  }

  sortByKey<K, V>(this: RDD<Pair<K, V>>, ascending = true): RDD<Pair<K, V>> {
    return sorting.sortBy(this, ([key]) => key, ascending);
  }
}
