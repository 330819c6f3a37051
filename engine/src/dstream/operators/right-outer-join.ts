import type { Pair } from '../../rdd/rdd.ts';
import type { DStream } from '../dstream.ts';
import { requirePartitions } from '../require-arguments.ts';

/**
 * Like join, with the keys that only the other stream has; null stands for the value.
 *
 * @throws {StreamingError} `DIFFERENT_CONTEXTS`, `DIFFERENT_SLIDE_DURATIONS`; in the batch: `NO_PARENT_RDD`
 */
export function rightOuterJoin<K, V, W>(
  parent: DStream<Pair<K, V>>,
  other: DStream<Pair<K, W>>,
  numPartitions?: number,
): DStream<[K, [V | null, W]]> {
  requirePartitions(numPartitions);
  return parent.transformWith(other, (rdd, otherRdd) => rdd.rightOuterJoin(otherRdd, numPartitions));
}
