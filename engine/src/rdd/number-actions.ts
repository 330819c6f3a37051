import { aggregate } from './aggregate.ts';
import { engineFactory, type StepFunction } from './engine-function.ts';
import { orderBy } from './ordering.ts';
import { add, same } from './plain-functions.ts';
import type { RDD } from './rdd.ts';
import { addNumber, mergeMoments, NO_MOMENTS, type StatCounter, statCounter } from './stat-counter.ts';

/** Of the least records the first. */
export function min<T>(rdd: RDD<T>, by?: (record: T) => unknown): Promise<T> {
  return rdd.reduce(lesser(by ?? same));
}

/** Of the greatest records the first. */
export function max<T>(rdd: RDD<T>, by?: (record: T) => unknown): Promise<T> {
  return rdd.reduce(greater(by ?? same));
}

const lesser = engineFactory('lesser', (by: StepFunction) => {
  const compare = orderBy(by);
  return <T>(a: T, b: T): T => (compare(a, b) <= 0 ? a : b);
});

const greater = engineFactory('greater', (by: StepFunction) => {
  const compare = orderBy(by);
  return <T>(a: T, b: T): T => (compare(a, b) >= 0 ? a : b);
});

export function sum(rdd: RDD<number>): Promise<number> {
  return aggregate(rdd, 0, add, add);
}

export async function stats(rdd: RDD<number>): Promise<StatCounter> {
  return statCounter(await aggregate(rdd, { ...NO_MOMENTS }, addNumber, mergeMoments));
}
