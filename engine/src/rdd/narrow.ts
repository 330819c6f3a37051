import type { Pair, RDD } from './rdd.ts';

// Steps that need only their own partition. Each is one closure in the partition's loop.

export function map<T, U>(parent: RDD<T>, f: (record: T) => U): RDD<U> {
  return parent.derive({
    name: 'map',
    compute: (partition, push) => parent.read(partition, (record) => push(f(record))),
  });
}

export function filter<T>(parent: RDD<T>, predicate: (record: T) => boolean): RDD<T> {
  return parent.derive({
    name: 'filter',
    partitioner: parent.partitioner,
    compute: (partition, push) =>
      parent.read(partition, (record) => {
        if (predicate(record)) push(record);
      }),
  });
}

export function flatMap<T, U>(parent: RDD<T>, f: (record: T) => Iterable<U>): RDD<U> {
  return parent.derive({
    name: 'flatMap',
    compute: (partition, push) =>
      parent.read(partition, (record) => {
        const records = f(record);
        // An indexed loop, because an iterator object for every record costs several times as much.
        if (Array.isArray(records)) for (let i = 0; i < records.length; i += 1) push(records[i]);
        else for (const each of records) push(each);
      }),
  });
}

export function mapPartitionsWithIndex<T, U>(
  parent: RDD<T>,
  f: (partition: number, records: T[]) => Iterable<U>,
): RDD<U> {
  return parent.derive({
    name: 'mapPartitions',
    compute(partition, push) {
      for (const record of f(partition, recordsOf(parent, partition))) push(record);
    },
  });
}

export function glom<T>(parent: RDD<T>): RDD<T[]> {
  return parent.derive({
    name: 'glom',
    compute: (partition, push) => push(recordsOf(parent, partition)),
  });
}

export function keyBy<T, K>(parent: RDD<T>, f: (record: T) => K): RDD<[K, T]> {
  return parent.derive<[K, T]>({
    name: 'keyBy',
    compute: (partition, push) => parent.read(partition, (record) => push([f(record), record])),
  });
}

export function mapValues<K, V, U>(parent: RDD<Pair<K, V>>, f: (value: V) => U): RDD<[K, U]> {
  return parent.derive<[K, U]>({
    name: 'mapValues',
    partitioner: parent.partitioner,
    compute: (partition, push) => parent.read(partition, (pair) => push([pair[0], f(pair[1])])),
  });
}

export function flatMapValues<K, V, U>(parent: RDD<Pair<K, V>>, f: (value: V) => Iterable<U>): RDD<[K, U]> {
  return parent.derive<[K, U]>({
    name: 'flatMapValues',
    partitioner: parent.partitioner,
    compute: (partition, push) =>
      parent.read(partition, (pair) => {
        for (const value of f(pair[1])) push([pair[0], value]);
      }),
  });
}

export function keys<K, V>(parent: RDD<Pair<K, V>>): RDD<K> {
  return map(parent, (pair) => pair[0]);
}

export function values<K, V>(parent: RDD<Pair<K, V>>): RDD<V> {
  return map(parent, (pair) => pair[1]);
}

/** Every record with every record of the other, partition by partition. */
export function cartesian<T, U>(parent: RDD<T>, other: RDD<U>): RDD<[T, U]> {
  return parent.derive<[T, U]>({
    name: 'cartesian',
    parents: [parent, other],
    numPartitions: parent.numPartitions * other.numPartitions,
    compute(partition, push) {
      const others = recordsOf(other, partition % other.numPartitions);
      parent.read(Math.floor(partition / other.numPartitions), (record) => {
        for (const right of others) push([record, right]);
      });
    },
  });
}

function recordsOf<T>(rdd: RDD<T>, partition: number): T[] {
  const records: T[] = [];
  rdd.read(partition, (record) => records.push(record));
  return records;
}
