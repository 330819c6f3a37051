import * as joins from './join.ts';
import type { Pair, RDD } from './rdd.ts';
import { RddPairFunctions } from './rdd-pair-functions.ts';
import { subtractByKey } from './set-operations.ts';

/** Transformations of two RDDs of (key, value), by key. */
export abstract class RddJoins<T> extends RddPairFunctions<T> {
  cogroup<K, V, W>(
    this: RDD<Pair<K, V>>,
    other: RDD<Pair<K, W>>,
    numPartitions?: number,
  ): RDD<[K, [V[], W[]]]> {
    return joins.cogroup(this, other, numPartitions);
  }

  join<K, V, W>(this: RDD<Pair<K, V>>, other: RDD<Pair<K, W>>, numPartitions?: number): RDD<[K, [V, W]]> {
    return joins.join(this, other, numPartitions);
  }

  leftOuterJoin<K, V, W>(
    this: RDD<Pair<K, V>>,
    other: RDD<Pair<K, W>>,
    numPartitions?: number,
  ): RDD<[K, [V, W | null]]> {
    return joins.leftOuterJoin(this, other, numPartitions);
  }

  rightOuterJoin<K, V, W>(
    this: RDD<Pair<K, V>>,
    other: RDD<Pair<K, W>>,
    numPartitions?: number,
  ): RDD<[K, [V | null, W]]> {
    return joins.rightOuterJoin(this, other, numPartitions);
  }

  fullOuterJoin<K, V, W>(
    this: RDD<Pair<K, V>>,
    other: RDD<Pair<K, W>>,
    numPartitions?: number,
  ): RDD<[K, [V | null, W | null]]> {
    return joins.fullOuterJoin(this, other, numPartitions);
  }

  /** Pairs whose key the other has not. */
  subtractByKey<K, V, W>(this: RDD<Pair<K, V>>, other: RDD<Pair<K, W>>, numPartitions?: number): RDD<[K, V]> {
    return subtractByKey(this, other, numPartitions);
  }
}
