import type { RDD, Recordlike } from '../rdd/rdd.ts';
import type { Time } from '../time/duration.ts';
import type { DStream } from './dstream.ts';
import { count } from './operators/count.ts';
import { countByValue } from './operators/count-by-value.ts';
import { filter } from './operators/filter.ts';
import { flatMap } from './operators/flat-map.ts';
import { glom } from './operators/glom.ts';
import { map } from './operators/map.ts';
import { mapPartitions } from './operators/map-partitions.ts';
import { mapPartitionsWithIndex } from './operators/map-partitions-with-index.ts';
import { reduce } from './operators/reduce.ts';
import { repartition } from './operators/repartition.ts';
import { transform } from './operators/transform.ts';
import { transformWith } from './operators/transform-with.ts';
import { union } from './operators/union.ts';
import { StreamNode } from './stream-node.ts';

/** Operators that look at one batch alone. */
export abstract class StatelessOperators<T> extends StreamNode<T> {
  map<U extends Recordlike>(this: DStream<T>, f: (record: T) => U): DStream<U> {
    return map(this, f);
  }

  flatMap<U extends Recordlike>(this: DStream<T>, f: (record: T) => Iterable<U>): DStream<U> {
    return flatMap(this, f);
  }

  filter(this: DStream<T>, predicate: (record: T) => boolean): DStream<T> {
    return filter(this, predicate);
  }

  glom(this: DStream<T>): DStream<T[]> {
    return glom(this);
  }

  mapPartitions<U extends Recordlike>(this: DStream<T>, f: (records: T[]) => Iterable<U>): DStream<U> {
    return mapPartitions(this, f);
  }

  mapPartitionsWithIndex<U extends Recordlike>(
    this: DStream<T>,
    f: (partition: number, records: T[]) => Iterable<U>,
  ): DStream<U> {
    return mapPartitionsWithIndex(this, f);
  }

  repartition(this: DStream<T>, numPartitions: number): DStream<T> {
    return repartition(this, numPartitions);
  }

  union(this: DStream<T>, other: DStream<T>): DStream<T> {
    return union([this, other]);
  }

  reduce(this: DStream<T>, f: (a: T, b: T) => T): DStream<T> {
    return reduce(this, f);
  }

  count(this: DStream<T>): DStream<number> {
    return count(this);
  }

  countByValue(this: DStream<T>, numPartitions?: number): DStream<[T, number]> {
    return countByValue(this, numPartitions);
  }

  transform<U>(this: DStream<T>, f: (rdd: RDD<T>, batchTime: Time) => RDD<U>): DStream<U> {
    return transform(this, f);
  }

  transformWith<U, R>(
    this: DStream<T>,
    other: DStream<U>,
    f: (rdd: RDD<T>, other: RDD<U>, batchTime: Time) => RDD<R>,
  ): DStream<R> {
    return transformWith(this, other, f);
  }
}
