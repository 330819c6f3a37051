import type { JobRunner, Push } from '../rdd/job-runner.ts';
import { RDD } from '../rdd/rdd.ts';

/** A partition a block: `read` pushes the records of one. */
export function blockRdd<B, T>(
  context: JobRunner,
  name: string,
  blocks: readonly B[],
  read: (block: B, push: Push<T>) => void,
): RDD<T> {
  return new RDD<T>(context, {
    name,
    numPartitions: blocks.length,
    parents: [],
    compute(partition, push) {
      read(blocks[partition] as B, push);
    },
  });
}
