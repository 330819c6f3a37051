import { engineFunction } from './engine-function.ts';
import { canonicalKey, KeyedMap } from './keyed-map.ts';
import { add, one } from './plain-functions.ts';
import type { Pair, RDD } from './rdd.ts';

/**
 * Each key with its last value. Keys that say the same are one entry; look them up by `get` when they are texts or
 * numbers, and walk through the entries when they are objects, which a Map tells apart.
 */
export async function collectAsMap<K, V>(rdd: RDD<Pair<K, V>>): Promise<Map<K, V>> {
  const last = new KeyedMap<K, V>();
  for (const [key, value] of await rdd.collect()) last.set(key, value);
  const map = new Map<K, V>();
  last.forEach((value, key) => {
    map.set(key, value);
  });
  return map;
}

export function countByKey<K, V>(rdd: RDD<Pair<K, V>>): Promise<Map<K, number>> {
  return collectAsMap(rdd.mapValues(one).reduceByKey(add));
}

export function countByValue<T>(rdd: RDD<T>): Promise<Map<T, number>> {
  return collectAsMap(rdd.map(withOne<T>).reduceByKey(add));
}

const withOne = engineFunction('withOne', <T>(record: T): [T, number] => [record, 1]);

/** The values of `key`, in their order. Where the keys are is known after a shuffle: then one partition is read. */
export async function lookup<K, V>(rdd: RDD<Pair<K, V>>, key: K): Promise<V[]> {
  const found: V[] = [];
  if (rdd.numPartitions === 0) return found;
  const isKey = isSameKey(key);
  await rdd.context.runTasks(
    rdd,
    (read) => {
      const values: V[] = [];
      read((pair) => {
        if (isKey(pair[0])) values.push(pair[1]);
      });
      return values;
    },
    (values) => {
      for (const value of values) found.push(value);
    },
    rdd.partitioner === undefined ? undefined : [rdd.partitioner.partitionOf(key)],
  );
  return found;
}

function isSameKey(key: unknown): (other: unknown) => boolean {
  if (typeof key !== 'object' || key === null) {
    return (other) => other === key || (Number.isNaN(other) && Number.isNaN(key));
  }
  const text = canonicalKey(key);
  return (other) => typeof other === 'object' && other !== null && canonicalKey(other) === text;
}
