import * as narrow from './narrow.ts';
import type { RDD, Recordlike } from './rdd.ts';
import { RddNode } from './rdd-node.ts';
import * as shuffle from './shuffle.ts';
import * as sorting from './sort.ts';

/** Transformations of one RDD, whatever its records are. */
export abstract class RddTransformations<T> extends RddNode<T> {
  map<U extends Recordlike>(this: RDD<T>, f: (record: T) => U): RDD<U> {
    return narrow.map(this, f);
  }

  filter(this: RDD<T>, predicate: (record: T) => boolean): RDD<T> {
    return narrow.filter(this, predicate);
  }

  flatMap<U extends Recordlike>(this: RDD<T>, f: (record: T) => Iterable<U>): RDD<U> {
    return narrow.flatMap(this, f);
  }

  /** One list a partition. */
  glom(this: RDD<T>): RDD<T[]> {
    return narrow.glom(this);
  }

  mapPartitions<U extends Recordlike>(this: RDD<T>, f: (records: T[]) => Iterable<U>): RDD<U> {
    return narrow.mapPartitions(this, f);
  }

  mapPartitionsWithIndex<U extends Recordlike>(
    this: RDD<T>,
    f: (partition: number, records: T[]) => Iterable<U>,
  ): RDD<U> {
    return narrow.mapPartitionsWithIndex(this, f);
  }

  keyBy<K>(this: RDD<T>, f: (record: T) => K): RDD<[K, T]> {
    return narrow.keyBy(this, f);
  }

  /** Spreads the records evenly over `numPartitions`. */
  repartition(this: RDD<T>, numPartitions: number): RDD<T> {
    return shuffle.repartition(this, numPartitions);
  }

  /** Each value once. */
  distinct(this: RDD<T>, numPartitions?: number): RDD<T> {
    return shuffle.distinct(this, numPartitions);
  }

  sortBy<S>(this: RDD<T>, f: (record: T) => S, ascending = true): RDD<T> {
    return sorting.sortBy(this, f, ascending);
  }
}
