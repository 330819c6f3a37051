import type { PartitionRef } from './plan.ts';
import type { RDD } from './rdd.ts';

/**
 * The partitions of `rdds`, in order, as one RDD.
 *
 * @returns undefined for an empty list: there is nothing to say which engine would run it
 */
export function unionOf<T>(rdds: readonly RDD<T>[]): RDD<T> | undefined {
  const first = rdds[0];
  if (first === undefined || rdds.length === 1) return first;
  const owners: PartitionRef[] = [];
  for (const rdd of rdds) {
    for (let partition = 0; partition < rdd.numPartitions; partition += 1) owners.push({ rdd, partition });
  }
  return first.derive<T>({
    name: 'union',
    parents: rdds,
    numPartitions: owners.length,
    reads: (partition) => owners.slice(partition, partition + 1),
  });
}
