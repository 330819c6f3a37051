import type { At } from '../../rdd/failed-at.ts';
import type { Push } from '../../rdd/job-runner.ts';
import { buildPartitions } from '../../rdd/keyed-rdd.ts';
import type { Partitioner } from '../../rdd/partitioner.ts';
import { type Parents, preparedRdd, readLists } from '../../rdd/prepared.ts';
import type { RDD } from '../../rdd/rdd.ts';
import type { StateMap } from '../../rdd/state-map.ts';

/** What one partition of a batch has come to. */
export interface MappedPartition<K, S, M> {
  readonly states: StateMap<K, S>;
  readonly mapped: readonly M[];
}

/** The states after a batch and what its records were mapped to, by partition of the key. */
export interface MappedStates<K, S, M> {
  /** The states, as (key, state). */
  readonly rdd: RDD<[K, S]>;
  /** None until `rdd` is prepared, nor when it was given up with nothing to go on from. */
  readonly partitions: readonly MappedPartition<K, S, M>[];
}

/** @param build works out one partition; the parents are prepared by then */
export function mappedStates<K, S, M>(definition: {
  readonly parents: Parents;
  readonly partitioner: Partitioner;
  /** That of the batch before. */
  readonly previous?: MappedStates<K, S, M> | undefined;
  /** When it cannot be worked out, the states before take its place, and this is said after the error. */
  readonly consequence?: string | undefined;
  readonly build: (partition: number, at: At) => MappedPartition<K, S, M>;
}): MappedStates<K, S, M> {
  const { parents, partitioner, previous, consequence } = definition;
  const { numPartitions } = partitioner;
  const partitions: MappedPartition<K, S, M>[] = [];
  const prepare = prepareInto(partitions, numPartitions, definition.build);
  const fallBack = (): void => {
    const before = previous?.partitions ?? [];
    partitions.splice(0, partitions.length, ...before.map(({ states }) => ({ states, mapped: [] })));
  };
  const rdd = preparedRdd({
    name: 'states',
    numPartitions,
    parents,
    partitioner,
    previous: previous?.rdd as RDD<unknown> | undefined,
    giveUp: consequence === undefined ? undefined : { consequence, readers: 'fail', fallBack },
    prepare,
    read: readStates<K, S, M>,
  });
  return { rdd, partitions };
}

/** What the records of a batch were mapped to, as an RDD. */
export function mappedRdd<K, S, M>(made: MappedStates<K, S, M>, name: string): RDD<M> {
  return preparedRdd({
    name,
    numPartitions: made.rdd.numPartitions,
    parents: [made.rdd as RDD<unknown>],
    prepare: async () => made.partitions.map(({ mapped }) => mapped),
    read: readLists<M>,
  });
}

function prepareInto<P>(
  partitions: P[],
  numPartitions: number,
  build: (partition: number, at: At) => P,
): () => Promise<P[]> {
  return async () => {
    partitions.splice(0, partitions.length, ...(await buildPartitions(numPartitions, build)));
    return partitions;
  };
}

function readStates<K, S, M>(
  partitions: readonly MappedPartition<K, S, M>[],
  partition: number,
  push: Push<[K, S]>,
): void {
  partitions[partition]?.states.forEach((state, key) => {
    push([key, state]);
  });
}
