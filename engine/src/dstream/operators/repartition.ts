import type { DStream } from '../dstream.ts';

/** Spreads each batch's records evenly over `numPartitions`. */
export function repartition<T>(parent: DStream<T>, numPartitions: number): DStream<T> {
  return parent.derive({
    name: 'repartition',
    compute: (batchTime) => parent.getOrCompute(batchTime)?.repartition(numPartitions),
  });
}
