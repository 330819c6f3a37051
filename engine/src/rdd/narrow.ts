import { engineFunction, type StepFunction } from './engine-function.ts';
import type { Pair, RDD } from './rdd.ts';
import { defineStep, type Read, recordsOf } from './step.ts';

// Steps that need only their own partition. Each is one closure in the partition's loop.

type One = readonly [StepFunction];

const mapStep = defineStep<One>('map', ({ functions: [f] }, [read], push) =>
  read((record) => push(f(record))),
);

export function map<T, U>(parent: RDD<T>, f: (record: T) => U): RDD<U> {
  return parent.derive({ name: 'map', step: mapStep([f]) });
}

const filterStep = defineStep<One>('filter', ({ functions: [predicate] }, [read], push) =>
  read((record) => {
    if (predicate(record)) push(record);
  }),
);

export function filter<T>(parent: RDD<T>, predicate: (record: T) => boolean): RDD<T> {
  return parent.derive({
    name: 'filter',
    step: filterStep([predicate]),
    partitioner: parent.partitioner,
  });
}

const flatMapStep = defineStep<One>('flatMap', ({ functions: [f] }, [read], push) =>
  read((record) => {
    const records = f(record);
    // An indexed loop, because an iterator object for every record costs several times as much.
    if (Array.isArray(records)) for (let i = 0; i < records.length; i += 1) push(records[i]);
    else for (const each of records) push(each);
  }),
);

export function flatMap<T, U>(parent: RDD<T>, f: (record: T) => Iterable<U>): RDD<U> {
  return parent.derive({ name: 'flatMap', step: flatMapStep([f]) });
}

const mapPartitionsStep = defineStep<One>('mapPartitions', ({ functions: [f] }, [read], push) => {
  for (const record of f(recordsOf(read))) push(record);
});

export function mapPartitions<T, U>(parent: RDD<T>, f: (records: T[]) => Iterable<U>): RDD<U> {
  return parent.derive({ name: 'mapPartitions', step: mapPartitionsStep([f]) });
}

const mapPartitionsWithIndexStep = defineStep<One>(
  'mapPartitionsWithIndex',
  ({ functions: [f], partition }, [read], push) => {
    for (const record of f(partition, recordsOf(read))) push(record);
  },
);

export function mapPartitionsWithIndex<T, U>(
  parent: RDD<T>,
  f: (partition: number, records: T[]) => Iterable<U>,
): RDD<U> {
  return parent.derive({ name: 'mapPartitionsWithIndex', step: mapPartitionsWithIndexStep([f]) });
}

const glomStep = defineStep<readonly []>('glom', (_call, [read], push) => push(recordsOf(read)));

export function glom<T>(parent: RDD<T>): RDD<T[]> {
  return parent.derive({ name: 'glom', step: glomStep([]) });
}

const keyByStep = defineStep<One>('keyBy', ({ functions: [f] }, [read], push) =>
  read((record) => push([f(record), record])),
);

export function keyBy<T, K>(parent: RDD<T>, f: (record: T) => K): RDD<[K, T]> {
  return parent.derive({ name: 'keyBy', step: keyByStep([f]) });
}

const mapValuesStep = defineStep<One>('mapValues', ({ functions: [f] }, [read], push) =>
  read((pair) => push([pair[0], f(pair[1])])),
);

export function mapValues<K, V, U>(parent: RDD<Pair<K, V>>, f: (value: V) => U): RDD<[K, U]> {
  return parent.derive({
    name: 'mapValues',
    step: mapValuesStep([f]),
    partitioner: parent.partitioner,
  });
}

const flatMapValuesStep = defineStep<One>('flatMapValues', ({ functions: [f] }, [read], push) =>
  read((pair) => {
    for (const value of f(pair[1])) push([pair[0], value]);
  }),
);

export function flatMapValues<K, V, U>(parent: RDD<Pair<K, V>>, f: (value: V) => Iterable<U>): RDD<[K, U]> {
  return parent.derive({
    name: 'flatMapValues',
    step: flatMapValuesStep([f]),
    partitioner: parent.partitioner,
  });
}

export const keyOfPair = engineFunction('keyOfPair', (pair: Pair<unknown, unknown>) => pair[0]);
const valueOfPair = engineFunction('valueOfPair', (pair: Pair<unknown, unknown>) => pair[1]);

export function keys<K, V>(parent: RDD<Pair<K, V>>): RDD<K> {
  return parent.derive({ name: 'keys', step: mapStep([keyOfPair]) });
}

export function values<K, V>(parent: RDD<Pair<K, V>>): RDD<V> {
  return parent.derive({ name: 'values', step: mapStep([valueOfPair]) });
}

const cartesianStep = defineStep<readonly [], readonly [Read, Read]>(
  'cartesian',
  (_call, [readLeft, readRight], push) => {
    const others = recordsOf(readRight);
    readLeft((record) => {
      for (const other of others) push([record, other]);
    });
  },
);

/** Every record with every record of the other, partition by partition. */
export function cartesian<T, U>(parent: RDD<T>, other: RDD<U>): RDD<[T, U]> {
  return parent.derive({
    name: 'cartesian',
    parents: [parent, other],
    numPartitions: parent.numPartitions * other.numPartitions,
    step: cartesianStep([]),
    reads: (partition) => [
      { rdd: parent, partition: Math.floor(partition / other.numPartitions) },
      { rdd: other, partition: partition % other.numPartitions },
    ],
  });
}
