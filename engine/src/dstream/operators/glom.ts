import type { DStream } from '../dstream.ts';

/** One list for each partition; empty partitions give empty lists. */
export function glom<T>(parent: DStream<T>): DStream<T[]> {
  return parent.derive({
    name: 'glom',
    compute: (batchTime) => parent.getOrCompute(batchTime)?.glom(),
  });
}
