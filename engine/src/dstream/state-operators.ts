import type { Pair } from '../rdd/rdd.ts';
import type { Duration, Time } from '../time/duration.ts';
import type { DStream } from './dstream.ts';
import type { EventTimeStream } from './event-time/event-time-stream.ts';
import type { WatermarkOptions } from './event-time/watermark-options.ts';
import {
  type UpdateFunction,
  type UpdateStateOptions,
  updateStateByKey,
} from './operators/update-state-by-key.ts';
import { withWatermark } from './operators/with-watermark.ts';
import { WindowOperators } from './window-operators.ts';

/** Operators that keep something between batches. */
export abstract class StateOperators<T> extends WindowOperators<T> {
  updateStateByKey<K, V, S>(
    this: DStream<Pair<K, V>>,
    update: UpdateFunction<V, S>,
    options?: UpdateStateOptions<K, S>,
  ): DStream<[K, S]> {
    return updateStateByKey(this, update, options);
  }

  withWatermark(
    this: DStream<T>,
    delayThreshold: Duration,
    eventTimeOf: (record: T) => Time | null | undefined,
    options?: WatermarkOptions,
  ): EventTimeStream<T> {
    return withWatermark(this, delayThreshold, eventTimeOf, options);
  }
}
