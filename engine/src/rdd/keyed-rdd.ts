import { giveWay } from '../time/give-way.ts';
import type { KeyedMap } from './keyed-map.ts';
import { type Parents, preparedRdd, readMaps } from './prepared.ts';
import type { RDD } from './rdd.ts';

/** A value for each key, by partition of the key, that the next batch can build on. */
export interface KeyedRdd<K, V> {
  readonly rdd: RDD<[K, V]>;
  /** One map a partition; empty until `rdd` is prepared. Never changed afterwards. */
  readonly maps: readonly KeyedMap<K, V>[];
}

/** @param build works out one partition; the parents are prepared by then */
export function keyedRdd<K, V>(options: {
  readonly name: string;
  readonly numPartitions: number;
  readonly parents: Parents;
  readonly build: (partition: number) => KeyedMap<K, V>;
}): KeyedRdd<K, V> {
  const { name, numPartitions, parents } = options;
  const maps: KeyedMap<K, V>[] = [];
  const prepare = prepareMaps(maps, options);
  return { maps, rdd: preparedRdd({ name, numPartitions, parents, prepare, read: readMaps<K, V> }) };
}

function prepareMaps<K, V>(
  maps: KeyedMap<K, V>[],
  options: { readonly numPartitions: number; readonly build: (partition: number) => KeyedMap<K, V> },
): () => Promise<KeyedMap<K, V>[]> {
  return async () => {
    const built: KeyedMap<K, V>[] = [];
    for (let partition = 0; partition < options.numPartitions; partition += 1) {
      built.push(options.build(partition));
      await giveWay();
    }
    maps.splice(0, maps.length, ...built);
    return maps;
  };
}
