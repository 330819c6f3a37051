import { counting } from './action-kinds.ts';
import { preparedRdd, readLists } from './prepared.ts';
import type { RDD } from './rdd.ts';
import { defineStep, type Read, recordsOf } from './step.ts';

/**
 * Each record with its place among all, from 0, partition by partition. Reading it counts the records of all
 * partitions but the last, once.
 */
export function zipWithIndex<T>(parent: RDD<T>): RDD<[T, number]> {
  if (parent.numPartitions === 0) return parent.derive<[T, number]>({ name: 'zipWithIndex' });
  const starts = partitionStarts(parent as RDD<unknown>);
  return parent.derive<[T, number]>({
    name: 'zipWithIndex',
    parents: [parent, starts],
    reads: (partition) => [
      { rdd: parent, partition },
      { rdd: starts, partition },
    ],
    step: zipWithIndexStep([]),
  });
}

const zipWithIndexStep = defineStep<readonly [], readonly [Read, Read<number>]>(
  'zipWithIndex',
  (_call, [read, readStart], push) => {
    let index = recordsOf(readStart)[0] ?? 0;
    read((record) => {
      push([record, index]);
      index += 1;
    });
  },
);

/** One record a partition: how many records all partitions before it have. */
function partitionStarts(parent: RDD<unknown>): RDD<number> {
  return preparedRdd({
    name: 'partitionStarts',
    numPartitions: parent.numPartitions,
    parents: [parent],
    async prepare() {
      const starts: number[][] = [];
      let start = 0;
      const allButLast = Array.from({ length: parent.numPartitions - 1 }, (_, partition) => partition);
      const add = (count: number): void => {
        starts.push([start]);
        start += count;
      };
      if (allButLast.length > 0) await parent.context.runTasks(parent, counting(), add, allButLast);
      starts.push([start]);
      return starts;
    },
    read: readLists<number>,
  });
}

/** Each record with a number that no other has: partition + n × numPartitions for its n-th. Counts nothing. */
export function zipWithUniqueId<T>(parent: RDD<T>): RDD<[T, number]> {
  return parent.derive<[T, number]>({
    name: 'zipWithUniqueId',
    step: zipWithUniqueIdStep([], () => parent.numPartitions),
  });
}

const zipWithUniqueIdStep = defineStep<readonly [], readonly [Read], number>(
  'zipWithUniqueId',
  ({ params: numPartitions, partition }, [read], push) => {
    let id = partition;
    read((record) => {
      push([record, id]);
      id += numPartitions;
    });
  },
);
