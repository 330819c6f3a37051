import type { RDD } from '../../rdd/rdd.ts';
import type { Time } from '../../time/duration.ts';
import type { DStream } from '../dstream.ts';
import { parentRdd, requireRdd } from '../parent-rdd.ts';
import { requireFunction } from '../require-arguments.ts';

/**
 * Any RDD code on each batch's RDD; `f` runs anew in every batch, so it may read what has changed since.
 *
 * @throws {StreamingError} in the batch: `NO_PARENT_RDD` when the parent has no RDD, `TRANSFORM_RETURNED_NOTHING`
 */
export function transform<T, U>(parent: DStream<T>, f: (rdd: RDD<T>, batchTime: Time) => RDD<U>): DStream<U> {
  requireFunction('transform', f);
  return parent.derive({
    name: 'transform',
    compute: (batchTime) => requireRdd(f(parentRdd(parent, batchTime), batchTime)),
  });
}
