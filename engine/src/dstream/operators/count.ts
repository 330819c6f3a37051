import { add, one, toNull } from '../../rdd/plain-functions.ts';
import type { DStream } from '../dstream.ts';
import { parentRdd } from '../parent-rdd.ts';

/**
 * How many records a batch has: one number, 0 for an empty batch.
 *
 * @throws {StreamingError} in the batch: `NO_PARENT_RDD` when the parent has no RDD
 */
export function count<T>(parent: DStream<T>): DStream<number> {
  return parent.derive<number>({
    name: 'count',
    compute(batchTime) {
      const ones = parentRdd(parent, batchTime).map(one);
      const zero = parent.graph.engine.parallelize([0], 1);
      return ones.union(zero).keyBy(toNull).reduceByKey(add, 1).values();
    },
  });
}
