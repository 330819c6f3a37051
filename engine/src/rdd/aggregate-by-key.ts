import { engineFactory, type StepFunction } from './engine-function.ts';
import type { Pair, RDD } from './rdd.ts';
import { type Combiner, combineByKey, groupByKey } from './shuffle.ts';
import { copiesOf } from './zero-value.ts';

/**
 * Folds the values of each key into a value of another type.
 *
 * @param zeroValue plain data; each key starts with a copy in each partition
 * @param seqOp adds a value; may change and return its first argument
 * @param combOp puts two partitions' values of a key together; likewise
 * @throws {StreamingError} `ZERO_NOT_PLAIN`
 */
export function aggregateByKey<K, V, C>(
  parent: RDD<Pair<K, V>>,
  zeroValue: C,
  seqOp: (combined: C, value: V) => C,
  combOp: (a: C, b: C) => C,
  numPartitions?: number,
): RDD<[K, C]> {
  const createCombiner = startingWith(zeroValue, seqOp) as (value: V) => C;
  return combineByKey(parent, { createCombiner, mergeValue: seqOp, mergeCombiners: combOp }, numPartitions);
}

const startingWith = engineFactory('startingWith', (zeroValue: unknown, seqOp: StepFunction) => {
  const zero = copiesOf(zeroValue);
  return (value: unknown) => seqOp(zero(), value);
});

/** {@link aggregateByKey} within one type. `zeroValue` enters once for each key and partition that has it. */
export function foldByKey<K, V>(
  parent: RDD<Pair<K, V>>,
  zeroValue: V,
  f: (a: V, b: V) => V,
  numPartitions?: number,
): RDD<[K, V]> {
  return aggregateByKey(parent, zeroValue, f, f, numPartitions);
}

/** Combines the values of each key once they are all together: for what does not get smaller on the way. */
export function combineGroups<K, V, C>(
  parent: RDD<Pair<K, V>>,
  { createCombiner, mergeValue }: Combiner<V, C>,
  numPartitions?: number,
): RDD<[K, C]> {
  return groupByKey(parent, numPartitions).mapValues(
    combiningGroup(createCombiner, mergeValue) as (values: V[]) => C,
  );
}

const combiningGroup = engineFactory(
  'combiningGroup',
  (createCombiner: StepFunction, mergeValue: StepFunction) => (values: readonly unknown[]) => {
    let combined: unknown = createCombiner(values[0]);
    for (let i = 1; i < values.length; i += 1) combined = mergeValue(combined, values[i]);
    return combined;
  },
);
