import { giveWay } from '../time/give-way.ts';
import { type At, FailedAt } from './failed-at.ts';
import type { GiveUp } from './give-up.ts';
import type { Push } from './job-runner.ts';
import type { Partitioner } from './partitioner.ts';
import { type Parents, preparedRdd } from './prepared.ts';
import type { RDD } from './rdd.ts';
import { VersionedMap } from './versioned-map.ts';

/** A value for each key, by partition of the key, that the next batch can build on. */
export interface KeyedRdd<K, V> {
  readonly rdd: RDD<[K, V]>;
  /**
   * One map a partition; none until `rdd` is prepared, nor when it was given up with nothing to go on from. Only
   * copied, never written to.
   */
  readonly maps: readonly VersionedMap<K, V>[];
}

export interface KeyedDefinition<K, V> {
  readonly name: string;
  readonly partitioner: Partitioner;
  readonly parents: Parents;
  /** That of the batch before. */
  readonly previous?: KeyedRdd<K, V> | undefined;
  /** When it cannot be worked out: said after the error, and whether the maps before take its place. */
  readonly giveUp?: { readonly consequence: string; readonly keepsPrevious: boolean } | undefined;
  /** Works out all partitions, giving way in between; the parents are prepared by then. */
  build(): Promise<VersionedMap<K, V>[]>;
}

export function keyedRdd<K, V>(definition: KeyedDefinition<K, V>): KeyedRdd<K, V> {
  const { name, partitioner, parents } = definition;
  const maps: VersionedMap<K, V>[] = [];
  const prepare = prepareMaps(maps, definition);
  const { numPartitions } = partitioner;
  const giveUp = givingUp(maps, definition);
  const previous = definition.previous?.rdd as RDD<unknown> | undefined;
  const rdd: RDD<[K, V]> = preparedRdd({
    name,
    numPartitions,
    parents,
    partitioner,
    previous,
    giveUp,
    prepare,
    read,
  });
  return { maps, rdd };
}

function givingUp<K, V>(
  maps: VersionedMap<K, V>[],
  { previous, giveUp }: KeyedDefinition<K, V>,
): GiveUp | undefined {
  if (giveUp === undefined) return undefined;
  const fallBack = (): void => {
    maps.splice(0, maps.length, ...(giveUp.keepsPrevious ? (previous?.maps ?? []) : []));
  };
  return { consequence: giveUp.consequence, readers: 'fail', fallBack };
}

/**
 * One partition after another, giving way to the event loop in between.
 *
 * @param build says in `at` which record it is at
 * @throws {FailedAt} what `build` threw, with its place
 */
export async function buildPartitions<M>(
  numPartitions: number,
  build: (partition: number, at: At) => M,
): Promise<M[]> {
  const built: M[] = [];
  for (let partition = 0; partition < numPartitions; partition += 1) {
    const at: At = {};
    try {
      built.push(build(partition, at));
    } catch (thrown) {
      throw new FailedAt(partition, at, thrown);
    }
    await giveWay();
  }
  return built;
}

/** Rows in the maps of their keys' partitions; of several of a key the first counts. */
export function mapsOf<K, V>(
  rows: Iterable<readonly [K, V]>,
  partitioner: Partitioner,
): VersionedMap<K, V>[] {
  const maps = Array.from({ length: partitioner.numPartitions }, () => new VersionedMap<K, V>());
  for (const [key, value] of rows) {
    const map = maps[partitioner.partitionOf(key)];
    if (map?.has(key) === false) map.set(key, value);
  }
  return maps;
}

function prepareMaps<K, V>(
  maps: VersionedMap<K, V>[],
  definition: KeyedDefinition<K, V>,
): () => Promise<VersionedMap<K, V>[]> {
  return async () => {
    maps.splice(0, maps.length, ...(await definition.build()));
    return maps;
  };
}

function read<K, V>(maps: readonly VersionedMap<K, V>[], partition: number, push: Push<[K, V]>): void {
  maps[partition]?.forEach((value, key) => {
    push([key, value]);
  });
}
