import type { RDD } from './rdd.ts';

/**
 * The partitions of `rdds`, in order, as one RDD.
 *
 * @returns undefined for an empty list: there is nothing to say which engine would run it
 */
export function unionOf<T>(rdds: readonly RDD<T>[]): RDD<T> | undefined {
  const first = rdds[0];
  if (first === undefined || rdds.length === 1) return first;
  const starts: number[] = [];
  let numPartitions = 0;
  for (const rdd of rdds) {
    starts.push(numPartitions);
    numPartitions += rdd.numPartitions;
  }
  return first.derive<T>({
    name: 'union',
    parents: rdds,
    numPartitions,
    reads: (partition) => {
      const owner = lastUpTo(starts, partition);
      return [{ rdd: rdds[owner] as RDD<T>, partition: partition - (starts[owner] as number) }];
    },
  });
}

/** Where the last of `starts`, which go up, is that is not above `value`. */
function lastUpTo(starts: readonly number[], value: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] as number) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
