import { StreamingError } from '../errors.ts';
import { RDD } from '../rdd/rdd.ts';
import { describeRecord } from '../rdd/task-failed.ts';
import type { Time } from '../time/duration.ts';
import type { DStream } from './dstream.ts';

/** @throws {StreamingError} `NO_PARENT_RDD` when the parent has no RDD at `batchTime` */
export function parentRdd<T>(parent: DStream<T>, batchTime: Time): RDD<T> {
  const rdd = parent.getOrCompute(batchTime);
  if (rdd !== undefined) return rdd;
  throw new StreamingError(
    'NO_PARENT_RDD',
    `Couldn't generate RDD from parent at time ${batchTime} ms: ${parent.name} has none; it must have one in every batch`,
  );
}

/** @throws {StreamingError} `TRANSFORM_RETURNED_NOTHING` when a user's function gave no RDD */
export function requireRdd<T>(rdd: RDD<T> | null | undefined): RDD<T> {
  if (rdd instanceof RDD) return rdd;
  throw new StreamingError(
    'TRANSFORM_RETURNED_NOTHING',
    `Transform function must not return null: it gave ${describeRecord(rdd)}; it must give an RDD`,
    {
      fix: 'Return ssc.engine.emptyRDD() to represent no elements. An async function gives a promise, not an RDD.',
    },
  );
}

/**
 * Checks that streams can be put together.
 *
 * @returns the first of them
 * @throws {StreamingError} `NO_STREAMS`, `DIFFERENT_CONTEXTS`, `DIFFERENT_SLIDE_DURATIONS`
 */
export function requireSiblings<T>(operator: string, streams: readonly DStream<T>[]): DStream<T> {
  const [first, ...others] = streams;
  if (first === undefined) {
    throw new StreamingError(
      'NO_STREAMS',
      `List of DStreams to ${operator} is empty; it must have at least one`,
    );
  }
  for (const other of others) {
    if (other.graph !== first.graph) {
      throw new StreamingError(
        'DIFFERENT_CONTEXTS',
        `DStreams to ${operator} have different contexts; all must come from one StreamingContext`,
      );
    }
    if (other.slideDuration !== first.slideDuration) {
      throw new StreamingError(
        'DIFFERENT_SLIDE_DURATIONS',
        `DStreams to ${operator} have different slide durations, ${first.slideDuration} ms and ${other.slideDuration} ms; they must be equal`,
      );
    }
  }
  return first;
}
