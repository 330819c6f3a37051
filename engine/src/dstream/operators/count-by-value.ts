import { add, one, same } from '../../rdd/plain-functions.ts';
import type { DStream } from '../dstream.ts';
import { requirePartitions } from '../require-arguments.ts';

/** How often each value occurs in a batch, as (value, count). */
export function countByValue<T>(parent: DStream<T>, numPartitions?: number): DStream<[T, number]> {
  requirePartitions(numPartitions);
  return parent.derive<[T, number]>({
    name: 'countByValue',
    compute: (batchTime) =>
      parent.getOrCompute(batchTime)?.keyBy<T>(same).mapValues(one).reduceByKey(add, numPartitions),
  });
}
