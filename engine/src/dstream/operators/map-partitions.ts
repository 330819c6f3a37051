import type { Recordlike } from '../../rdd/rdd.ts';
import type { DStream } from '../dstream.ts';

/** Turns each partition's records, as one list, into others. Called for empty partitions too. */
export function mapPartitions<T, U extends Recordlike>(
  parent: DStream<T>,
  f: (records: T[]) => Iterable<U>,
): DStream<U> {
  return parent.derive({
    name: 'mapPartitions',
    functions: [f],
    compute: (batchTime) => parent.getOrCompute(batchTime)?.mapPartitions(f),
  });
}
