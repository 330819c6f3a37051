import * as narrow from './narrow.ts';
import type { RDD } from './rdd.ts';
import { RddTransformations } from './rdd-transformations.ts';
import { intersection, subtract } from './set-operations.ts';
import { unionOf } from './union.ts';
import { zip } from './zip.ts';

/** Operations on two RDDs, whatever their records are. */
export abstract class RddSetOperations<T> extends RddTransformations<T> {
  /** Its partitions, then the other's. */
  union(this: RDD<T>, other: RDD<T>): RDD<T> {
    return unionOf([this, other]) as RDD<T>;
  }

  /** Records that both have, each once. */
  intersection(this: RDD<T>, other: RDD<T>, numPartitions?: number): RDD<T> {
    return intersection(this, other, numPartitions);
  }

  /** Records that the other has not, repeated ones too. */
  subtract(this: RDD<T>, other: RDD<T>, numPartitions?: number): RDD<T> {
    return subtract(this, other, numPartitions);
  }

  /** The n-th record with the other's n-th; both must have as many, in each partition. */
  zip<U>(this: RDD<T>, other: RDD<U>): RDD<[T, U]> {
    return zip(this, other);
  }

  /** Every record with every one of the other. */
  cartesian<U>(this: RDD<T>, other: RDD<U>): RDD<[T, U]> {
    return narrow.cartesian(this, other);
  }
}
