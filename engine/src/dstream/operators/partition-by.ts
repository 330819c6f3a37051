import { requireNumPartitions } from '../../rdd/partitioner.ts';
import type { Pair } from '../../rdd/rdd.ts';
import type { DStream } from '../dstream.ts';

/**
 * Puts each pair into the partition of its key.
 *
 * @param f gives an integer for a key, taken modulo `numPartitions`; default: the key's hash. Called in the driver
 * @throws {StreamingError} `INVALID_NUM_PARTITIONS`; in the batch `INVALID_PARTITION` when `f` gives no integer
 */
export function partitionBy<K, V>(
  parent: DStream<Pair<K, V>>,
  numPartitions: number,
  f?: (key: K) => number,
): DStream<Pair<K, V>> {
  requireNumPartitions(numPartitions);
  return parent.derive({
    name: 'partitionBy',
    compute: (batchTime) => parent.getOrCompute(batchTime)?.partitionBy(numPartitions, f),
  });
}
