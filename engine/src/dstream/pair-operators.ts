import type { Pair } from '../rdd/rdd.ts';
import type { DStream } from './dstream.ts';
import { cogroup } from './operators/cogroup.ts';
import { combineByKey } from './operators/combine-by-key.ts';
import { flatMapValues } from './operators/flat-map-values.ts';
import { fullOuterJoin } from './operators/full-outer-join.ts';
import { groupByKey } from './operators/group-by-key.ts';
import { join } from './operators/join.ts';
import { leftOuterJoin } from './operators/left-outer-join.ts';
import { mapValues } from './operators/map-values.ts';
import { partitionBy } from './operators/partition-by.ts';
import { reduceByKey } from './operators/reduce-by-key.ts';
import { rightOuterJoin } from './operators/right-outer-join.ts';
import { StatelessOperators } from './stateless-operators.ts';

/** Operators on streams of (key, value). */
export abstract class PairOperators<T> extends StatelessOperators<T> {
  groupByKey<K, V>(this: DStream<Pair<K, V>>, numPartitions?: number): DStream<[K, V[]]> {
    return groupByKey(this, numPartitions);
  }

  reduceByKey<K, V>(
    this: DStream<Pair<K, V>>,
    f: (a: V, b: V) => V,
    numPartitions?: number,
  ): DStream<[K, V]> {
    return reduceByKey(this, f, numPartitions);
  }

  combineByKey<K, V, C>(
    this: DStream<Pair<K, V>>,
    createCombiner: (value: V) => C,
    mergeValue: (combiner: C, value: V) => C,
    mergeCombiners: (a: C, b: C) => C,
    numPartitions?: number,
  ): DStream<[K, C]> {
    return combineByKey(this, { createCombiner, mergeValue, mergeCombiners }, numPartitions);
  }

  mapValues<K, V, U>(this: DStream<Pair<K, V>>, f: (value: V) => U): DStream<[K, U]> {
    return mapValues(this, f);
  }

  flatMapValues<K, V, U>(this: DStream<Pair<K, V>>, f: (value: V) => Iterable<U>): DStream<[K, U]> {
    return flatMapValues(this, f);
  }

  partitionBy<K, V>(
    this: DStream<Pair<K, V>>,
    numPartitions: number,
    f?: (key: K) => number,
  ): DStream<Pair<K, V>> {
    return partitionBy(this, numPartitions, f);
  }

  cogroup<K, V, W>(
    this: DStream<Pair<K, V>>,
    other: DStream<Pair<K, W>>,
    numPartitions?: number,
  ): DStream<[K, [V[], W[]]]> {
    return cogroup(this, other, numPartitions);
  }

  join<K, V, W>(
    this: DStream<Pair<K, V>>,
    other: DStream<Pair<K, W>>,
    numPartitions?: number,
  ): DStream<[K, [V, W]]> {
    return join(this, other, numPartitions);
  }

  leftOuterJoin<K, V, W>(
    this: DStream<Pair<K, V>>,
    other: DStream<Pair<K, W>>,
    numPartitions?: number,
  ): DStream<[K, [V, W | null]]> {
    return leftOuterJoin(this, other, numPartitions);
  }

  rightOuterJoin<K, V, W>(
    this: DStream<Pair<K, V>>,
    other: DStream<Pair<K, W>>,
    numPartitions?: number,
  ): DStream<[K, [V | null, W]]> {
    return rightOuterJoin(this, other, numPartitions);
  }

  fullOuterJoin<K, V, W>(
    this: DStream<Pair<K, V>>,
    other: DStream<Pair<K, W>>,
    numPartitions?: number,
  ): DStream<[K, [V | null, W | null]]> {
    return fullOuterJoin(this, other, numPartitions);
  }
}
