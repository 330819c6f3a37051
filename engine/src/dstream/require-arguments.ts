import { StreamingError } from '../errors.ts';
import { requireNumPartitions } from '../rdd/partitioner.ts';
import { describeRecord } from '../rdd/task-failed.ts';

/** For programs in JavaScript. @throws {StreamingError} `INVALID_FUNCTION` */
export function requireFunction(operator: string, given: unknown): void {
  if (typeof given === 'function') return;
  throw new StreamingError(
    'INVALID_FUNCTION',
    `${operator} was given ${describeRecord(given)}; it must be given a function`,
  );
}

/** @throws {StreamingError} `INVALID_NUM_PARTITIONS` for a number that is given and cannot be one */
export function requirePartitions(numPartitions: number | undefined): void {
  if (numPartitions !== undefined) requireNumPartitions(numPartitions);
}
