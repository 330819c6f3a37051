import { add, subtract } from '../../rdd/plain-functions.ts';
import type { Duration } from '../../time/duration.ts';
import type { DStream } from '../dstream.ts';

/**
 * How often each value occurs in a window, as (value, count); counts of 0 are left out.
 *
 * @throws {StreamingError} `DURATION_NOT_A_MULTIPLE` as {@link window} does
 */
export function countByValueAndWindow<T>(
  parent: DStream<T>,
  windowDuration: Duration,
  slideDuration?: Duration,
  numPartitions?: number,
): DStream<[T, number]> {
  return parent
    .map((record): [T, number] => [record, 1])
    .reduceByKeyAndWindow(add, subtract, windowDuration, slideDuration, {
      numPartitions,
      filterFunc: ([, count]) => count !== 0,
    });
}
