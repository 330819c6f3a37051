import * as narrow from './narrow.ts';
import type { RDD } from './rdd.ts';
import { RddTransformations } from './rdd-transformations.ts';
import { unionOf } from './union.ts';

/** Operations on two RDDs, whatever their records are. */
export abstract class RddSetOperations<T> extends RddTransformations<T> {
  /** Its partitions, then the other's. */
  union(this: RDD<T>, other: RDD<T>): RDD<T> {
    return unionOf([this, other]) as RDD<T>;
  }

  cartesian<U>(this: RDD<T>, other: RDD<U>): RDD<[T, U]> {
    return narrow.cartesian(this, other);
  }
}
