import type { GiveUp } from './give-up.ts';
import type { Push } from './job-runner.ts';
import type { KeyedMap } from './keyed-map.ts';
import { type Partitioner, requireNumPartitions } from './partitioner.ts';
import type { RDD } from './rdd.ts';

/** What it is worked out from; the first one's engine does it. */
export type Parents = readonly [RDD<unknown>, ...(readonly RDD<unknown>[])];

/** An RDD that is worked out as a whole before it can be read. */
export interface PreparedDefinition<T, P> {
  readonly name: string;
  readonly numPartitions: number;
  readonly parents: Parents;
  /** Where its keys are, when that is known. */
  readonly partitioner?: Partitioner;
  /** See RDDDefinition. */
  readonly previous?: RDD<unknown> | undefined;
  readonly giveUp?: GiveUp | undefined;
  /** Works it out; runs once its parents are prepared. */
  prepare(): Promise<P>;
  /**
   * Pushes a partition of what was worked out. A function of the module and no closure: one made next to
   * `prepare` would keep alive what `prepare` captured, the parents of all batches before.
   */
  readonly read: (prepared: P, partition: number, push: Push<T>) => void;
}

/**
 * Makes an RDD that forgets its parents once it is prepared.
 *
 * @throws {StreamingError} `INVALID_NUM_PARTITIONS`
 */
export function preparedRdd<T, P>(definition: PreparedDefinition<T, P>): RDD<T> {
  requireNumPartitions(definition.numPartitions);
  const cell: Cell<P> = { prepared: undefined };
  return definition.parents[0].derive<T>({
    name: definition.name,
    numPartitions: definition.numPartitions,
    parents: definition.parents,
    partitioner: definition.partitioner,
    previous: definition.previous,
    giveUp: definition.giveUp,
    prepare: prepareInto(cell, definition),
    compute: readFrom(cell, definition.read),
  });
}

interface Cell<P> {
  prepared: P | undefined;
}

function prepareInto<T, P>(cell: Cell<P>, definition: PreparedDefinition<T, P>): () => Promise<void> {
  return async () => {
    cell.prepared = await definition.prepare();
  };
}

function readFrom<T, P>(
  cell: Cell<P>,
  read: PreparedDefinition<T, P>['read'],
): (partition: number, push: Push<T>) => void {
  return (partition, push) => {
    if (cell.prepared !== undefined) read(cell.prepared, partition, push);
  };
}

/** A `read` for one map a partition. */
export function readMaps<K, V>(maps: readonly KeyedMap<K, V>[], partition: number, push: Push<[K, V]>): void {
  maps[partition]?.forEach((value, key) => {
    push([key, value]);
  });
}

/** A `read` for one list a partition. */
export function readLists<T>(lists: readonly (readonly T[])[], partition: number, push: Push<T>): void {
  for (const record of lists[partition] ?? []) push(record);
}
