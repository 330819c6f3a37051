import { same } from '../../rdd/plain-functions.ts';
import type { Pair } from '../../rdd/rdd.ts';
import type { Duration } from '../../time/duration.ts';
import type { DStream } from '../dstream.ts';

/**
 * All values of each key in a window, oldest batch first, as (key, values).
 *
 * @throws {StreamingError} `DURATION_NOT_A_MULTIPLE` as {@link window} does
 */
export function groupByKeyAndWindow<K, V>(
  parent: DStream<Pair<K, V>>,
  windowDuration: Duration,
  slideDuration?: Duration,
  numPartitions?: number,
): DStream<[K, V[]]> {
  return parent
    .groupByKey(numPartitions)
    .window(windowDuration, slideDuration)
    .flatMapValues<K, V[], V>(same)
    .groupByKey(numPartitions);
}
