import type { Recordlike } from '../../rdd/rdd.ts';
import type { DStream } from '../dstream.ts';

/** Like `mapPartitions`, with the partition's number, from 0. */
export function mapPartitionsWithIndex<T, U extends Recordlike>(
  parent: DStream<T>,
  f: (partition: number, records: T[]) => Iterable<U>,
): DStream<U> {
  return parent.derive({
    name: 'mapPartitionsWithIndex',
    functions: [f],
    compute: (batchTime) => parent.getOrCompute(batchTime)?.mapPartitionsWithIndex(f),
  });
}
