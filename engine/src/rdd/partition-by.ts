import { collecting } from './action-kinds.ts';
import { type Partitioner, requireNumPartitions } from './partitioner.ts';
import { preparedRdd, readLists } from './prepared.ts';
import type { Pair, RDD } from './rdd.ts';

/** The same pairs, each in the partition of its key; in a partition, in the order they had. */
export function partitionBy<K, V>(parent: RDD<Pair<K, V>>, partitioner: Partitioner): RDD<Pair<K, V>> {
  const { numPartitions } = partitioner;
  requireNumPartitions(numPartitions);
  if (parent.partitioner === partitioner) return parent;
  return preparedRdd({
    name: 'partitionBy',
    numPartitions,
    parents: [parent as RDD<unknown>],
    partitioner,
    async prepare() {
      const target = Array.from({ length: numPartitions }, (): Pair<K, V>[] => []);
      await parent.context.runTasks(parent, collecting<Pair<K, V>>(), (pairs) => {
        for (const pair of pairs) target[partitioner.partitionOf(pair[0])]?.push(pair);
      });
      return target;
    },
    read: readLists<Pair<K, V>>,
  });
}
