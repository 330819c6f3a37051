import type { Pair } from '../../rdd/rdd.ts';
import type { Combiner } from '../../rdd/shuffle.ts';
import type { DStream } from '../dstream.ts';
import { requirePartitions } from '../require-arguments.ts';

/** Combines the values of each key of a batch, first within each partition, then across them. */
export function combineByKey<K, V, C>(
  parent: DStream<Pair<K, V>>,
  { createCombiner, mergeValue, mergeCombiners }: Combiner<V, C>,
  numPartitions?: number,
): DStream<[K, C]> {
  requirePartitions(numPartitions);
  return parent.derive({
    name: 'combineByKey',
    functions: [createCombiner, mergeValue, mergeCombiners],
    compute: (batchTime) =>
      parent.getOrCompute(batchTime)?.combineByKey(createCombiner, mergeValue, mergeCombiners, numPartitions),
  });
}
