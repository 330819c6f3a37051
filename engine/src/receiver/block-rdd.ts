import type { StepFunction } from '../rdd/engine-function.ts';
import type { JobRunner, Push } from '../rdd/job-runner.ts';
import { RDD } from '../rdd/rdd.ts';
import { defineStep } from '../rdd/step.ts';
import { type BlockContent, pushContent } from './block.ts';

/** How bytes become records. A worker thread finds it by its place in the stream's `functions`. */
export type Decode<T> = (bytes: Uint8Array, push: Push<T>) => void;

const blockStep = defineStep<readonly [StepFunction], readonly [], BlockContent>(
  'block',
  ({ functions: [decode], params: content }, _reads, push) => pushContent(content, decode, push),
);

/**
 * A partition a block. Its bytes go to where the partition is computed and are decoded there.
 *
 * @param contentOf is asked each time that the partition is computed
 */
export function blockRdd<T>(
  context: JobRunner,
  name: string,
  numBlocks: number,
  contentOf: (partition: number) => BlockContent,
  decode: Decode<T>,
): RDD<T> {
  return new RDD<T>(context, {
    name,
    numPartitions: numBlocks,
    parents: [],
    step: blockStep([decode], contentOf),
  });
}
