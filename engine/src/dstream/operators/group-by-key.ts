import type { Pair } from '../../rdd/rdd.ts';
import type { DStream } from '../dstream.ts';
import { requirePartitions } from '../require-arguments.ts';

/** All values of each key of a batch, as (key, values). */
export function groupByKey<K, V>(parent: DStream<Pair<K, V>>, numPartitions?: number): DStream<[K, V[]]> {
  requirePartitions(numPartitions);
  return parent.derive({
    name: 'groupByKey',
    compute: (batchTime) => parent.getOrCompute(batchTime)?.groupByKey(numPartitions),
  });
}
