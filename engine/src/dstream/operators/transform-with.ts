import type { RDD } from '../../rdd/rdd.ts';
import type { Time } from '../../time/duration.ts';
import type { DStream } from '../dstream.ts';
import { parentRdd, requireRdd, requireSiblings } from '../parent-rdd.ts';
import { requireFunction } from '../require-arguments.ts';

/**
 * Any RDD code on the RDDs of two streams at the same batch time.
 *
 * @throws {StreamingError} `DIFFERENT_CONTEXTS`, `DIFFERENT_SLIDE_DURATIONS`; in the batch: `NO_PARENT_RDD`,
 *   `TRANSFORM_RETURNED_NOTHING`
 */
export function transformWith<T, U, R>(
  parent: DStream<T>,
  other: DStream<U>,
  f: (rdd: RDD<T>, other: RDD<U>, batchTime: Time) => RDD<R>,
): DStream<R> {
  requireSiblings<unknown>('transformWith', [parent, other]);
  requireFunction('transformWith', f);
  return parent.derive<R>({
    name: 'transformWith',
    parents: [parent, other],
    compute: (batchTime) =>
      requireRdd(f(parentRdd(parent, batchTime), parentRdd(other, batchTime), batchTime)),
  });
}
