import { StreamingError } from '../errors.ts';
import { partitionOf } from './hash-partitioner.ts';

/** Says in which partition a key is. */
export interface Partitioner {
  readonly numPartitions: number;
  /** 0 … numPartitions − 1; the same for equal keys. */
  partitionOf(key: unknown): number;
}

const hashPartitioners = new Map<number, Partitioner>();

/** Spreads keys by their hash: what operations by key do unless told otherwise. One for each `numPartitions`. */
export function hashPartitioner(numPartitions: number): Partitioner {
  let partitioner = hashPartitioners.get(numPartitions);
  if (partitioner === undefined) {
    partitioner = { numPartitions, partitionOf: (key) => partitionOf(key, numPartitions) };
    hashPartitioners.set(numPartitions, partitioner);
  }
  return partitioner;
}

/**
 * Puts a key in partition `f(key)` modulo `numPartitions`.
 *
 * @param f gives an integer, the same for equal keys; a negative one counts from the end
 * @throws {StreamingError} `INVALID_PARTITION`, when a key is asked for, if `f` gives anything else
 */
export function functionPartitioner<K>(numPartitions: number, f: (key: K) => number): Partitioner {
  return {
    numPartitions,
    partitionOf(key) {
      const given = f(key as K);
      if (!Number.isSafeInteger(given)) {
        throw new StreamingError(
          'INVALID_PARTITION',
          `the partition of key ${String(key)} is ${String(given)}; a partition function must give an integer`,
        );
      }
      return ((given % numPartitions) + numPartitions) % numPartitions;
    },
  };
}

/** @throws {StreamingError} `INVALID_NUM_PARTITIONS` unless it is an integer of at least `min` */
export function requireNumPartitions(numPartitions: number, min = 1): void {
  if (Number.isInteger(numPartitions) && numPartitions >= min) return;
  throw new StreamingError(
    'INVALID_NUM_PARTITIONS',
    `numPartitions is ${numPartitions}; it must be an integer of ${min} or more`,
  );
}
