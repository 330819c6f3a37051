import { preparedRdd, readLists } from './prepared.ts';
import type { RDD } from './rdd.ts';

/**
 * All records in order of `f`, equal ones as they came, in one partition.
 *
 * @param f gives numbers, bigints, Dates or strings (compared by code unit)
 */
export function sortBy<T, S>(parent: RDD<T>, f: (record: T) => S, ascending: boolean): RDD<T> {
  const sign = ascending ? 1 : -1;
  return preparedRdd({
    name: 'sortBy',
    numPartitions: 1,
    parents: [parent as RDD<unknown>],
    async prepare() {
      const keyed = await parent.keyBy(f).collect();
      keyed.sort(([a], [b]) => (a < b ? -sign : a > b ? sign : 0));
      return [keyed.map(([, record]) => record)];
    },
    read: readLists<T>,
  });
}
