import { add, one, subtract } from '../../rdd/plain-functions.ts';
import type { Duration } from '../../time/duration.ts';
import type { DStream } from '../dstream.ts';

/**
 * How many records a window has. Before the first record ever: none; afterwards one number, 0 for an empty
 * window.
 *
 * @throws {StreamingError} `DURATION_NOT_A_MULTIPLE` as {@link window} does
 */
export function countByWindow<T>(
  parent: DStream<T>,
  windowDuration: Duration,
  slideDuration?: Duration,
): DStream<number> {
  return parent.map(one).reduceByWindow(add, subtract, windowDuration, slideDuration);
}
