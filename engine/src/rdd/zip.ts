import { StreamingError } from '../errors.ts';
import type { RDD } from './rdd.ts';
import { defineStep, type Read, recordsOf } from './step.ts';

/**
 * The n-th record of each partition with the n-th of the other's.
 *
 * @throws {StreamingError} `ZIP_PARTITIONS_DIFFER`; when it is run, `ZIP_COUNTS_DIFFER` for a partition that has
 *   more records on one side
 */
export function zip<T, U>(parent: RDD<T>, other: RDD<U>): RDD<[T, U]> {
  if (parent.numPartitions !== other.numPartitions) {
    throw new StreamingError(
      'ZIP_PARTITIONS_DIFFER',
      `zip of ${parent.numPartitions} and ${other.numPartitions} partitions; both sides must have equally many`,
    );
  }
  return parent.derive<[T, U]>({
    name: 'zip',
    parents: [parent, other],
    reads: (partition) => [
      { rdd: parent, partition },
      { rdd: other, partition },
    ],
    step: zipStep([]),
  });
}

const zipStep = defineStep<readonly [], readonly [Read, Read]>(
  'zip',
  ({ partition }, [readLeft, readRight], push) => {
    const others = recordsOf(readRight);
    let count = 0;
    readLeft((record) => {
      if (count < others.length) push([record, others[count]]);
      count += 1;
    });
    if (count === others.length) return;
    throw new StreamingError(
      'ZIP_COUNTS_DIFFER',
      `zip of ${count} and ${others.length} records in partition ${partition}; both sides must have equally many`,
    );
  },
);
