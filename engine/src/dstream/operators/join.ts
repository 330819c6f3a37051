import type { Pair } from '../../rdd/rdd.ts';
import type { DStream } from '../dstream.ts';
import { requirePartitions } from '../require-arguments.ts';

/**
 * Keys of both streams’ batches, every value with every other value, as (key, (value, other value)).
 *
 * @throws {StreamingError} `DIFFERENT_CONTEXTS`, `DIFFERENT_SLIDE_DURATIONS`; in the batch: `NO_PARENT_RDD`
 */
export function join<K, V, W>(
  parent: DStream<Pair<K, V>>,
  other: DStream<Pair<K, W>>,
  numPartitions?: number,
): DStream<[K, [V, W]]> {
  requirePartitions(numPartitions);
  return parent.transformWith(other, (rdd, otherRdd) => rdd.join(otherRdd, numPartitions));
}
