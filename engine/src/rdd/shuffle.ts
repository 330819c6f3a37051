import { collecting, combining } from './action-kinds.ts';
import { partitionOf } from './hash-partitioner.ts';
import { KeyedMap } from './keyed-map.ts';
import { operatorName } from './operator-scope.ts';
import { hashPartitioner } from './partitioner.ts';
import { append, appendAll, earlier, listOf, same } from './plain-functions.ts';
import { preparedRdd, readLists, readMaps } from './prepared.ts';
import type { Pair, RDD } from './rdd.ts';

/** How values of one key become one. All three may change and return their first argument. */
export interface Combiner<V, C> {
  readonly createCombiner: (value: V) => C;
  readonly mergeValue: (combiner: C, value: V) => C;
  readonly mergeCombiners: (a: C, b: C) => C;
}

/**
 * Combines the values of each key: first within each partition, then across partitions in their order, so that
 * the result is the same whoever computed the partitions.
 */
export function combineByKey<K, V, C>(
  parent: RDD<Pair<K, V>>,
  combiner: Combiner<V, C>,
  numPartitions = parent.context.shufflePartitions,
  name = 'combineByKey',
): RDD<[K, C]> {
  const operator = operatorName(name);
  return preparedRdd({
    name,
    numPartitions,
    parents: [parent as RDD<unknown>],
    partitioner: hashPartitioner(numPartitions),
    async prepare() {
      const target = Array.from({ length: numPartitions }, () => new KeyedMap<K, C>());
      await parent.context.runTasks(
        parent,
        combining<K, V, C>(combiner.createCombiner, combiner.mergeValue, operator),
        (partial) => mergeInto(target, partial, combiner.mergeCombiners),
      );
      return target;
    },
    read: readMaps<K, C>,
  });
}

function mergeInto<K, C>(
  target: readonly KeyedMap<K, C>[],
  partial: KeyedMap<K, C>,
  mergeCombiners: (a: C, b: C) => C,
): void {
  partial.forEach((value, key) => {
    const map = target[partitionOf(key, target.length)] as KeyedMap<K, C>;
    const slot = map.slot(key);
    if (slot === undefined) map.add(key, value);
    else slot.value = mergeCombiners(slot.value, value);
  });
}

export function reduceByKey<K, V>(
  parent: RDD<Pair<K, V>>,
  f: (a: V, b: V) => V,
  numPartitions?: number,
): RDD<[K, V]> {
  const combiner = { createCombiner: same<V>, mergeValue: f, mergeCombiners: f };
  return combineByKey(parent, combiner, numPartitions, 'reduceByKey');
}

/** All values of a key, in the order of partitions and records. */
export function groupByKey<K, V>(parent: RDD<Pair<K, V>>, numPartitions?: number): RDD<[K, V[]]> {
  const combiner = { createCombiner: listOf<V>, mergeValue: append<V>, mergeCombiners: appendAll<V> };
  return combineByKey(parent, combiner, numPartitions, 'groupByKey');
}

export function distinct<T>(parent: RDD<T>, numPartitions?: number): RDD<T> {
  return reduceByKey(parent.keyBy<T>(same), earlier, numPartitions).keys();
}

/** Deals the records out in turn, each partition starting where the one before it stopped. */
export function repartition<T>(parent: RDD<T>, numPartitions: number): RDD<T> {
  return preparedRdd({
    name: 'repartition',
    numPartitions,
    parents: [parent as RDD<unknown>],
    async prepare() {
      const target = Array.from({ length: numPartitions }, (): T[] => []);
      let next = 0;
      await parent.context.runTasks(parent, collecting<T>(), (records) => {
        for (const record of records) {
          target[next]?.push(record);
          next = (next + 1) % numPartitions;
        }
      });
      return target;
    },
    read: readLists<T>,
  });
}
