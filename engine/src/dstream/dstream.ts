import type { Pair, RDD, Recordlike } from '../rdd/rdd.ts';
import type { Duration, Time } from '../time/duration.ts';
import { cogroup } from './operators/cogroup.ts';
import { combineByKey } from './operators/combine-by-key.ts';
import { count } from './operators/count.ts';
import { countByValue } from './operators/count-by-value.ts';
import { countByValueAndWindow } from './operators/count-by-value-and-window.ts';
import { countByWindow } from './operators/count-by-window.ts';
import { filter } from './operators/filter.ts';
import { flatMap } from './operators/flat-map.ts';
import { flatMapValues } from './operators/flat-map-values.ts';
import { foreachRDD, type OutputFunction } from './operators/foreach-rdd.ts';
import { fullOuterJoin } from './operators/full-outer-join.ts';
import { glom } from './operators/glom.ts';
import { groupByKey } from './operators/group-by-key.ts';
import { groupByKeyAndWindow } from './operators/group-by-key-and-window.ts';
import { join } from './operators/join.ts';
import { leftOuterJoin } from './operators/left-outer-join.ts';
import { map } from './operators/map.ts';
import { mapPartitions } from './operators/map-partitions.ts';
import { mapValues } from './operators/map-values.ts';
import { print } from './operators/print.ts';
import { reduce } from './operators/reduce.ts';
import { reduceByKey } from './operators/reduce-by-key.ts';
import { type ReduceWindowOptions, reduceByKeyAndWindow } from './operators/reduce-by-key-and-window.ts';
import { reduceByWindow } from './operators/reduce-by-window.ts';
import { repartition } from './operators/repartition.ts';
import { rightOuterJoin } from './operators/right-outer-join.ts';
import { transform } from './operators/transform.ts';
import { transformWith } from './operators/transform-with.ts';
import { union } from './operators/union.ts';
import {
  type UpdateFunction,
  type UpdateStateOptions,
  updateStateByKey,
} from './operators/update-state-by-key.ts';
import { window } from './operators/window.ts';
import { type DStreamDefinition, StreamNode } from './stream-node.ts';

/**
 * A recipe that gives one RDD each slideDuration. Operators make new streams and must be called before the
 * context starts; nothing runs until an output operation asks for it. Each operator's promises are written in
 * its own file under `operators/`.
 */
export class DStream<T> extends StreamNode<T> {
  /** A stream that reads this one. `slideDuration` and `parents` are this one's unless given. */
  derive<U>(
    definition: Pick<DStreamDefinition<U>, 'name' | 'compute'> & Partial<DStreamDefinition<U>>,
  ): DStream<U> {
    return new DStream<U>(this.graph, {
      slideDuration: this.slideDuration,
      parents: [this],
      ...definition,
    });
  }

  // Without state

  map<U extends Recordlike>(f: (record: T) => U): DStream<U> {
    return map(this, f);
  }

  flatMap<U extends Recordlike>(f: (record: T) => Iterable<U>): DStream<U> {
    return flatMap(this, f);
  }

  filter(predicate: (record: T) => boolean): DStream<T> {
    return filter(this, predicate);
  }

  glom(): DStream<T[]> {
    return glom(this);
  }

  mapPartitions<U extends Recordlike>(f: (records: T[]) => Iterable<U>): DStream<U> {
    return mapPartitions(this, f);
  }

  repartition(numPartitions: number): DStream<T> {
    return repartition(this, numPartitions);
  }

  union(other: DStream<T>): DStream<T> {
    return union([this, other]);
  }

  reduce(f: (a: T, b: T) => T): DStream<T> {
    return reduce(this, f);
  }

  count(): DStream<number> {
    return count(this);
  }

  countByValue(numPartitions?: number): DStream<[T, number]> {
    return countByValue(this, numPartitions);
  }

  transform<U>(f: (rdd: RDD<T>, batchTime: Time) => RDD<U>): DStream<U> {
    return transform(this, f);
  }

  transformWith<U, R>(
    other: DStream<U>,
    f: (rdd: RDD<T>, other: RDD<U>, batchTime: Time) => RDD<R>,
  ): DStream<R> {
    return transformWith(this, other, f);
  }

  // By key

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

  // Windows

  window(windowDuration: Duration, slideDuration?: Duration): DStream<T> {
    return window(this, windowDuration, slideDuration);
  }

  reduceByWindow(
    f: (a: T, b: T) => T,
    inverse: ((a: T, b: T) => T) | undefined,
    windowDuration: Duration,
    slideDuration?: Duration,
  ): DStream<T> {
    return reduceByWindow(this, f, inverse, windowDuration, slideDuration);
  }

  countByWindow(windowDuration: Duration, slideDuration?: Duration): DStream<number> {
    return countByWindow(this, windowDuration, slideDuration);
  }

  countByValueAndWindow(
    windowDuration: Duration,
    slideDuration?: Duration,
    numPartitions?: number,
  ): DStream<[T, number]> {
    return countByValueAndWindow(this, windowDuration, slideDuration, numPartitions);
  }

  groupByKeyAndWindow<K, V>(
    this: DStream<Pair<K, V>>,
    windowDuration: Duration,
    slideDuration?: Duration,
    numPartitions?: number,
  ): DStream<[K, V[]]> {
    return groupByKeyAndWindow(this, windowDuration, slideDuration, numPartitions);
  }

  reduceByKeyAndWindow<K, V>(
    this: DStream<Pair<K, V>>,
    f: (a: V, b: V) => V,
    inverse: ((a: V, b: V) => V) | undefined,
    windowDuration: Duration,
    slideDuration?: Duration,
    options?: ReduceWindowOptions<K, V>,
  ): DStream<[K, V]> {
    return reduceByKeyAndWindow(this, f, inverse, windowDuration, slideDuration, options);
  }

  // State

  updateStateByKey<K, V, S>(
    this: DStream<Pair<K, V>>,
    update: UpdateFunction<V, S>,
    options?: UpdateStateOptions<K, S>,
  ): DStream<[K, S]> {
    return updateStateByKey(this, update, options);
  }

  // Output

  print(num?: number): void {
    print(this, num);
  }

  foreachRDD(f: OutputFunction<T>): void {
    foreachRDD(this, f);
  }
}
