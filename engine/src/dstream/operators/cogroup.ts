import type { Pair } from '../../rdd/rdd.ts';
import type { DStream } from '../dstream.ts';
import { requirePartitions } from '../require-arguments.ts';

/**
 * Every key of either stream’s batch with its values of both, as (key, (values, other values)).
 *
 * @throws {StreamingError} `DIFFERENT_CONTEXTS`, `DIFFERENT_SLIDE_DURATIONS`; in the batch: `NO_PARENT_RDD`
 */
export function cogroup<K, V, W>(
  parent: DStream<Pair<K, V>>,
  other: DStream<Pair<K, W>>,
  numPartitions?: number,
): DStream<[K, [V[], W[]]]> {
  requirePartitions(numPartitions);
  return parent.transformWith(other, (rdd, otherRdd) => rdd.cogroup(otherRdd, numPartitions));
}
