import { requireNumPartitions } from './partitioner.ts';
import type { RDD } from './rdd.ts';

/**
 * The same records in at most `numPartitions`: neighbours are put together, nothing is moved. More than there are
 * changes nothing.
 *
 * @throws {StreamingError} `INVALID_NUM_PARTITIONS`
 */
export function coalesce<T>(parent: RDD<T>, numPartitions: number): RDD<T> {
  requireNumPartitions(numPartitions);
  if (numPartitions >= parent.numPartitions) return parent;
  const startOf = (partition: number): number =>
    Math.floor((partition * parent.numPartitions) / numPartitions);
  return parent.derive({
    name: 'coalesce',
    numPartitions,
    reads(partition) {
      const start = startOf(partition);
      return Array.from({ length: startOf(partition + 1) - start }, (_, i) => ({
        rdd: parent,
        partition: start + i,
      }));
    },
  });
}
