import * as actions from './actions.ts';
import * as joins from './join.ts';
import * as narrow from './narrow.ts';
import { type RDDDefinition, RddNode } from './rdd-node.ts';
import * as shuffle from './shuffle.ts';
import * as sorting from './sort.ts';
import { unionOf } from './union.ts';

/** A record that pair operations understand. */
export type Pair<K, V> = readonly [K, V];

/** What a step's function may give; written so that `(word) => [word, 1]` is a pair and not a list. */
export type Recordlike = [unknown, unknown] | NonNullable<unknown> | null | undefined;

/**
 * An immutable data set in partitions. It is a recipe: transformations run nothing, actions (those that return
 * a promise) do. Narrow steps (`map`, `filter`, …) run as one loop over a partition's records, a function call
 * a step and record, in order; after a shuffle (by key, `repartition`) the order is defined but not the input's.
 */
export class RDD<T> extends RddNode<T> {
  /** An RDD that reads this one. `numPartitions` and `parents` are this one's unless given. */
  derive<U>(definition: Pick<RDDDefinition<U>, 'name' | 'compute'> & Partial<RDDDefinition<U>>): RDD<U> {
    return new RDD<U>(this.context, {
      numPartitions: this.numPartitions,
      parents: [this],
      ...definition,
    });
  }

  // Steps

  map<U extends Recordlike>(f: (record: T) => U): RDD<U> {
    return narrow.map(this, f);
  }

  filter(predicate: (record: T) => boolean): RDD<T> {
    return narrow.filter(this, predicate);
  }

  flatMap<U extends Recordlike>(f: (record: T) => Iterable<U>): RDD<U> {
    return narrow.flatMap(this, f);
  }

  /** One list a partition. */
  glom(): RDD<T[]> {
    return narrow.glom(this);
  }

  mapPartitions<U extends Recordlike>(f: (records: T[]) => Iterable<U>): RDD<U> {
    return narrow.mapPartitionsWithIndex(this, (_partition, records) => f(records));
  }

  mapPartitionsWithIndex<U extends Recordlike>(f: (partition: number, records: T[]) => Iterable<U>): RDD<U> {
    return narrow.mapPartitionsWithIndex(this, f);
  }

  keyBy<K>(f: (record: T) => K): RDD<[K, T]> {
    return narrow.keyBy(this, f);
  }

  /** Its partitions, then the other's. */
  union(other: RDD<T>): RDD<T> {
    return unionOf([this, other]) as RDD<T>;
  }

  cartesian<U>(other: RDD<U>): RDD<[T, U]> {
    return narrow.cartesian(this, other);
  }

  /** Spreads the records evenly over `numPartitions`. */
  repartition(numPartitions: number): RDD<T> {
    return shuffle.repartition(this, numPartitions);
  }

  /** Each value once. */
  distinct(numPartitions?: number): RDD<T> {
    return shuffle.distinct(this, numPartitions);
  }

  sortBy<S>(f: (record: T) => S, ascending = true): RDD<T> {
    return sorting.sortBy(this, f, ascending);
  }

  // By key

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

  // Actions

  /** All records, partition by partition. */
  collect(): Promise<T[]> {
    return actions.collect(this);
  }

  count(): Promise<number> {
    return actions.count(this);
  }

  /** The first `num` records; reads no more partitions than it needs. */
  take(num: number): Promise<T[]> {
    return actions.take(this, num);
  }

  /** @throws {StreamingError} `EMPTY_COLLECTION` when there is none */
  first(): Promise<T> {
    return actions.first(this);
  }

  async isEmpty(): Promise<boolean> {
    return (await this.take(1)).length === 0;
  }

  /** @throws {StreamingError} `EMPTY_COLLECTION` when there are no records */
  reduce(f: (a: T, b: T) => T): Promise<T> {
    return actions.reduce(this, f);
  }

  foreach(f: (record: T) => void): Promise<void> {
    return actions.foreach(this, f);
  }

  /** Calls `f` with each partition's records, one after another; waits for what it returns. */
  foreachPartition(f: (records: T[], partition: number) => void | Promise<void>): Promise<void> {
    return actions.foreachPartition(this, f);
  }

  countByValue(): Promise<[T, number][]> {
    return narrow
      .keyBy(this, (record) => record)
      .mapValues(() => 1)
      .reduceByKey((a, b) => a + b)
      .collect();
  }
}
