import type { RDD } from './rdd.ts';

/**
 * All records in order of `f`, equal ones as they came, in one partition.
 *
 * @param f gives numbers, bigints, Dates or strings (compared by code unit)
 */
export function sortBy<T, S>(parent: RDD<T>, f: (record: T) => S, ascending: boolean): RDD<T> {
  const sign = ascending ? 1 : -1;
  let sorted: readonly T[] = [];
  return parent.derive<T>({
    name: 'sortBy',
    numPartitions: 1,
    async prepare() {
      const keyed = await parent.keyBy(f).collect();
      keyed.sort(([a], [b]) => (a < b ? -sign : a > b ? sign : 0));
      sorted = keyed.map(([, record]) => record);
    },
    compute(_partition, push) {
      for (const record of sorted) push(record);
    },
  });
}
