import { engineFunction } from '../../rdd/engine-function.ts';
import { add, subtract } from '../../rdd/plain-functions.ts';
import type { Duration } from '../../time/duration.ts';
import type { DStream } from '../dstream.ts';

const counted = engineFunction('counted', <T>(record: T): [T, number] => [record, 1]);

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
  return parent.map<[T, number]>(counted).reduceByKeyAndWindow(add, subtract, windowDuration, slideDuration, {
    numPartitions,
    filterFunc: ([, count]) => count !== 0,
  });
}
