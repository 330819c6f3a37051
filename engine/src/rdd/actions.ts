import { StreamingError } from '../errors.ts';
import type { RDD } from './rdd.ts';

export async function collect<T>(rdd: RDD<T>): Promise<T[]> {
  const all: T[] = [];
  await rdd.context.runTasks(rdd, readAll, (records) => {
    for (const record of records) all.push(record);
  });
  return all;
}

export async function count<T>(rdd: RDD<T>): Promise<number> {
  let total = 0;
  await rdd.context.runTasks(
    rdd,
    (read) => {
      let counted = 0;
      read(() => {
        counted += 1;
      });
      return counted;
    },
    (counted) => {
      total += counted;
    },
  );
  return total;
}

/** Thrown through a partition's loop to end it early. */
const ENOUGH = Symbol('enough');

export async function take<T>(rdd: RDD<T>, num: number): Promise<T[]> {
  const taken: T[] = [];
  for (let partition = 0; partition < rdd.numPartitions && taken.length < num; partition += 1) {
    const task = (read: (push: (record: T) => void) => void): T[] => readSome(read, num - taken.length);
    const keep = (records: T[]): void => {
      for (const record of records) taken.push(record);
    };
    await rdd.context.runTasks(rdd, task, keep, [partition]);
  }
  return taken;
}

function readSome<T>(read: (push: (record: T) => void) => void, num: number): T[] {
  const records: T[] = [];
  try {
    read((record) => {
      records.push(record);
      if (records.length >= num) throw ENOUGH;
    });
  } catch (thrown) {
    if (thrown !== ENOUGH) throw thrown;
  }
  return records;
}

export async function first<T>(rdd: RDD<T>): Promise<T> {
  const records = await take(rdd, 1);
  if (records.length === 0) throw emptyCollection('first');
  return records[0] as T;
}

export async function reduce<T>(rdd: RDD<T>, f: (a: T, b: T) => T): Promise<T> {
  const partials: T[] = [];
  await rdd.context.runTasks(
    rdd,
    (read) => foldPartition(read, f),
    (partial) => partials.push(...partial),
  );
  if (partials.length === 0) throw emptyCollection('reduce');
  return partials.reduce((a, b) => f(a, b));
}

/** A list of one; of none when the partition is empty. */
function foldPartition<T>(read: (push: (record: T) => void) => void, f: (a: T, b: T) => T): T[] {
  const folded: T[] = [];
  read((record) => {
    folded[0] = folded.length === 0 ? record : f(folded[0] as T, record);
  });
  return folded;
}

export function foreach<T>(rdd: RDD<T>, f: (record: T) => void): Promise<void> {
  return rdd.context.runTasks(
    rdd,
    (read) => read(f),
    () => {},
  );
}

export function foreachPartition<T>(
  rdd: RDD<T>,
  f: (records: T[], partition: number) => void | Promise<void>,
): Promise<void> {
  return rdd.context.runTasks(
    rdd,
    (read, partition) => f(readAll(read), partition),
    () => {},
  );
}

function readAll<T>(read: (push: (record: T) => void) => void): T[] {
  const records: T[] = [];
  read((record) => records.push(record));
  return records;
}

function emptyCollection(action: string): StreamingError {
  return new StreamingError(
    'EMPTY_COLLECTION',
    `${action} of an RDD without records; it must have at least one`,
  );
}
