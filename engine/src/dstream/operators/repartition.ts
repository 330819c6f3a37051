import type { DStream } from '../dstream.ts';
import { parentRdd } from '../parent-rdd.ts';
import { requirePartitions } from '../require-arguments.ts';

/**
 * Spreads each batch's records evenly over `numPartitions`.
 *
 * @throws {StreamingError} in the batch: `NO_PARENT_RDD` when the parent has no RDD
 */
export function repartition<T>(parent: DStream<T>, numPartitions: number): DStream<T> {
  requirePartitions(numPartitions);
  return parent.derive({
    name: 'repartition',
    compute: (batchTime) => parentRdd(parent, batchTime).repartition(numPartitions),
  });
}
