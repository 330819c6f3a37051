import { add, one, toNull } from '../../rdd/plain-functions.ts';
import type { DStream } from '../dstream.ts';

/** How many records a batch has: one number, 0 for an empty batch. */
export function count<T>(parent: DStream<T>): DStream<number> {
  return parent.derive<number>({
    name: 'count',
    compute(batchTime) {
      const ones = parent.getOrCompute(batchTime)?.map(one);
      const zero = parent.graph.engine.parallelize([0], 1);
      return ones?.union(zero).keyBy(toNull).reduceByKey(add, 1).values();
    },
  });
}
