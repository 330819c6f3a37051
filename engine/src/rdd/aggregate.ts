import { type Action, defineAction } from './action.ts';
import type { StepFunction } from './engine-function.ts';
import type { RDD } from './rdd.ts';
import { copiesOf } from './zero-value.ts';

/**
 * Folds all records into a value of another type: each partition, then the partitions in their order.
 *
 * @param zeroValue plain data; each partition, and what puts them together, starts with a copy
 * @param seqOp adds a record; may change and return its first argument
 * @param combOp puts two partitions together; likewise
 * @throws {StreamingError} `ZERO_NOT_PLAIN`
 */
export async function aggregate<T, C>(
  rdd: RDD<T>,
  zeroValue: C,
  seqOp: (combined: C, record: T) => C,
  combOp: (a: C, b: C) => C,
): Promise<C> {
  const zero = copiesOf(zeroValue);
  let combined = zero();
  const foldEach = foldPartition([seqOp], zero()) as Action<C>;
  await rdd.context.runTasks(rdd, foldEach, (partial) => {
    combined = combOp(combined, partial);
  });
  return combined;
}

const foldPartition = defineAction<readonly [StepFunction], unknown, unknown>(
  'aggregate',
  ({ functions: [seqOp], params: zeroValue }, read) => {
    let folded = copiesOf(zeroValue)();
    read((record) => {
      folded = seqOp(folded, record);
    });
    return folded;
  },
);
