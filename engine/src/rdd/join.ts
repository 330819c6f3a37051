import { collecting } from './action-kinds.ts';
import { engineFunction } from './engine-function.ts';
import { partitionOf } from './hash-partitioner.ts';
import { KeyedMap } from './keyed-map.ts';
import { hashPartitioner } from './partitioner.ts';
import { preparedRdd, readMaps } from './prepared.ts';
import type { Pair, RDD } from './rdd.ts';

/** Every key of either side with its values of both; a side without the key gives an empty list. */
export function cogroup<K, V, W>(
  left: RDD<Pair<K, V>>,
  right: RDD<Pair<K, W>>,
  numPartitions = left.context.shufflePartitions,
): RDD<[K, [V[], W[]]]> {
  return preparedRdd({
    name: 'cogroup',
    numPartitions,
    parents: [left as RDD<unknown>, right as RDD<unknown>],
    partitioner: hashPartitioner(numPartitions),
    async prepare() {
      const target = Array.from({ length: numPartitions }, () => new KeyedMap<K, [V[], W[]]>());
      const mapOf = (key: K): KeyedMap<K, [V[], W[]]> =>
        target[partitionOf(key, numPartitions)] as KeyedMap<K, [V[], W[]]>;
      // Lists are made of their first value: one that grows from nothing takes room for seventeen.
      await gather(left, (key, value) => {
        const map = mapOf(key);
        const groups = map.slot(key)?.value;
        if (groups === undefined) map.add(key, [[value], []]);
        else groups[0].push(value);
      });
      await gather(right, (key, value) => {
        const map = mapOf(key);
        const groups = map.slot(key)?.value;
        if (groups === undefined) map.add(key, [[], [value]]);
        else if (groups[1].length === 0) groups[1] = [value];
        else groups[1].push(value);
      });
      return target;
    },
    read: readMaps<K, [V[], W[]]>,
  });
}

async function gather<K, V>(rdd: RDD<Pair<K, V>>, add: (key: K, value: V) => void): Promise<void> {
  await rdd.context.runTasks(rdd, collecting<Pair<K, V>>(), (pairs) => {
    for (const pair of pairs) add(pair[0], pair[1]);
  });
}

const innerPairs = engineFunction('innerPairs', <V, W>([vs, ws]: [V[], W[]]) => pairsOf(vs, ws));
const leftPairs = engineFunction('leftPairs', <V, W>([vs, ws]: [V[], W[]]) => pairsOf(vs, orNull(ws)));
const rightPairs = engineFunction('rightPairs', <V, W>([vs, ws]: [V[], W[]]) => pairsOf(orNull(vs), ws));
const fullPairs = engineFunction('fullPairs', <V, W>([vs, ws]: [V[], W[]]) =>
  pairsOf(orNull(vs), orNull(ws)),
);

/** Keys of both sides; every value of the left with every value of the right. */
export function join<K, V, W>(
  left: RDD<Pair<K, V>>,
  right: RDD<Pair<K, W>>,
  numPartitions?: number,
): RDD<[K, [V, W]]> {
  return cogroup(left, right, numPartitions).flatMapValues(innerPairs<V, W>);
}

export function leftOuterJoin<K, V, W>(
  left: RDD<Pair<K, V>>,
  right: RDD<Pair<K, W>>,
  numPartitions?: number,
): RDD<[K, [V, W | null]]> {
  return cogroup(left, right, numPartitions).flatMapValues(leftPairs<V, W>);
}

export function rightOuterJoin<K, V, W>(
  left: RDD<Pair<K, V>>,
  right: RDD<Pair<K, W>>,
  numPartitions?: number,
): RDD<[K, [V | null, W]]> {
  return cogroup(left, right, numPartitions).flatMapValues(rightPairs<V, W>);
}

export function fullOuterJoin<K, V, W>(
  left: RDD<Pair<K, V>>,
  right: RDD<Pair<K, W>>,
  numPartitions?: number,
): RDD<[K, [V | null, W | null]]> {
  return cogroup(left, right, numPartitions).flatMapValues(fullPairs<V, W>);
}

function pairsOf<V, W>(vs: readonly V[], ws: readonly W[]): [V, W][] {
  // Most keys have one value on each side, and a list that is made at its length takes less room.
  if (vs.length === 1 && ws.length === 1) return [[vs[0] as V, ws[0] as W]];
  const pairs: [V, W][] = [];
  for (const v of vs) for (const w of ws) pairs.push([v, w]);
  return pairs;
}

function orNull<V>(values: readonly V[]): readonly (V | null)[] {
  return values.length === 0 ? [null] : values;
}
