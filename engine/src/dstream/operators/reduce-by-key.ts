import type { Pair } from '../../rdd/rdd.ts';
import type { DStream } from '../dstream.ts';
import { requirePartitions } from '../require-arguments.ts';

/**
 * Makes the values of each key one, within a batch.
 *
 * @param f associative and commutative
 * @param numPartitions of the result; default: the engine's shufflePartitions
 */
export function reduceByKey<K, V>(
  parent: DStream<Pair<K, V>>,
  f: (a: V, b: V) => V,
  numPartitions?: number,
): DStream<[K, V]> {
  requirePartitions(numPartitions);
  return parent.derive({
    name: 'reduceByKey',
    functions: [f],
    compute: (batchTime) => parent.getOrCompute(batchTime)?.reduceByKey(f, numPartitions),
  });
}
