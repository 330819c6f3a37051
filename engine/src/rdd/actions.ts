import { StreamingError } from '../errors.ts';
import { collecting, counting, forEachPartition, forEachRecord, reducing, taking } from './action-kinds.ts';
import type { RDD } from './rdd.ts';

export async function collect<T>(rdd: RDD<T>): Promise<T[]> {
  const all: T[] = [];
  await rdd.context.runTasks(rdd, collecting<T>(), (records) => {
    for (const record of records) all.push(record);
  });
  return all;
}

export async function count<T>(rdd: RDD<T>): Promise<number> {
  let total = 0;
  await rdd.context.runTasks(rdd, counting(), (counted) => {
    total += counted;
  });
  return total;
}

export async function take<T>(rdd: RDD<T>, num: number): Promise<T[]> {
  const taken: T[] = [];
  for (let partition = 0; partition < rdd.numPartitions && taken.length < num; partition += 1) {
    const keep = (records: T[]): void => {
      for (const record of records) taken.push(record);
    };
    await rdd.context.runTasks(rdd, taking<T>(num - taken.length), keep, [partition]);
  }
  return taken;
}

export async function first<T>(rdd: RDD<T>): Promise<T> {
  const records = await take(rdd, 1);
  if (records.length === 0) throw emptyCollection('first');
  return records[0] as T;
}

export async function reduce<T>(rdd: RDD<T>, f: (a: T, b: T) => T): Promise<T> {
  const partials: T[] = [];
  await rdd.context.runTasks(rdd, reducing(f), (partial) => partials.push(...partial));
  if (partials.length === 0) throw emptyCollection('reduce');
  return partials.reduce((a, b) => f(a, b));
}

export function foreach<T>(rdd: RDD<T>, f: (record: T) => void): Promise<void> {
  return rdd.context.runTasks(rdd, forEachRecord(f), () => {});
}

export function foreachPartition<T>(
  rdd: RDD<T>,
  f: (records: T[], partition: number) => void | Promise<void>,
): Promise<void> {
  return rdd.context.runTasks(rdd, forEachPartition(f), () => {});
}

function emptyCollection(action: string): StreamingError {
  return new StreamingError(
    'EMPTY_COLLECTION',
    `${action} of an RDD without records; it must have at least one`,
  );
}
