import { engineFunction } from '../../rdd/engine-function.ts';
import type { Duration } from '../../time/duration.ts';
import type { DStream } from '../dstream.ts';

const underOneKey = engineFunction('underOneKey', <T>(record: T): [null, T] => [null, record]);
const withoutKey = engineFunction(
  'withoutKey',
  <T>([, value]: readonly [null, T]): T & {} => value as T & {},
);

/**
 * One record a window: all of its records made one by `f`. An empty window gives none; with an inverse one that is
 * empty after others gives what is left of them.
 *
 * @param inverse takes away what leaves the window, so that a slide costs only what changed;
 *   `inverse(f(a, b), b)` must be `a`, exactly
 * @throws {StreamingError} `DURATION_NOT_A_MULTIPLE` as {@link window} does
 */
export function reduceByWindow<T>(
  parent: DStream<T>,
  f: (a: T, b: T) => T,
  inverse: ((a: T, b: T) => T) | undefined,
  windowDuration: Duration,
  slideDuration?: Duration,
): DStream<T> {
  if (inverse === undefined) return parent.reduce(f).window(windowDuration, slideDuration).reduce(f);
  return parent
    .map<[null, T]>(underOneKey)
    .reduceByKeyAndWindow(f, inverse, windowDuration, slideDuration, { numPartitions: 1 })
    .map<T & {}>(withoutKey);
}
