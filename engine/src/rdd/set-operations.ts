import { engineFunction } from './engine-function.ts';
import { cogroup } from './join.ts';
import type { Pair, RDD } from './rdd.ts';

/** Pairs whose key the other has not, repeated ones too. */
export function subtractByKey<K, V, W>(
  parent: RDD<Pair<K, V>>,
  other: RDD<Pair<K, W>>,
  numPartitions?: number,
): RDD<[K, V]> {
  return cogroup(parent, other, numPartitions).flatMapValues(onlyLeft<V>);
}

const onlyLeft = engineFunction('onlyLeft', <V>([values, others]: [V[], unknown[]]): V[] =>
  others.length === 0 ? values : [],
);

/** Records that the other has not, repeated ones too. */
export function subtract<T>(parent: RDD<T>, other: RDD<T>, numPartitions?: number): RDD<T> {
  return subtractByKey(asKeys(parent), asKeys(other), numPartitions).keys();
}

/** Records that both have, each once. */
export function intersection<T>(parent: RDD<T>, other: RDD<T>, numPartitions?: number): RDD<T> {
  return cogroup(asKeys(parent), asKeys(other), numPartitions).filter(isInBoth).keys();
}

const isInBoth = engineFunction(
  'isInBoth',
  ([, [left, right]]: [unknown, [unknown[], unknown[]]]) => left.length > 0 && right.length > 0,
);

function asKeys<T>(rdd: RDD<T>): RDD<[T, null]> {
  return rdd.map(withNull<T>);
}

const withNull = engineFunction('withNull', <T>(record: T): [T, null] => [record, null]);
