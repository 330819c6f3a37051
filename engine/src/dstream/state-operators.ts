import type { Pair } from '../rdd/rdd.ts';
import type { Duration, Time } from '../time/duration.ts';
import type { DStream } from './dstream.ts';
import type { EventTimeStream } from './event-time/event-time-stream.ts';
import type { WatermarkOptions } from './event-time/watermark-options.ts';
import { type DetectPatternOptions, detectPattern, type PatternDStream } from './operators/detect-pattern.ts';
import { mapWithState } from './operators/map-with-state.ts';
import {
  type UpdateFunction,
  type UpdatePartitionFunction,
  type UpdatePartitionOptions,
  type UpdateStateOptions,
  updateStateByKey,
} from './operators/update-state-by-key.ts';
import { withWatermark } from './operators/with-watermark.ts';
import type { Pattern } from './pattern/pattern.ts';
import type { MapWithStateDStream } from './state/map-with-state-dstream.ts';
import type { StateSpec } from './state/state-spec.ts';
import { WindowOperators } from './window-operators.ts';

/** Operators that keep something between batches. */
export abstract class StateOperators<T> extends WindowOperators<T> {
  updateStateByKey<K, V, S>(
    this: DStream<Pair<K, V>>,
    update: UpdateFunction<K, V, S>,
    options?: UpdateStateOptions<K, S> & { readonly rememberPartitioner?: never },
  ): DStream<[K, S]>;
  updateStateByKey<K, V, S>(
    this: DStream<Pair<K, V>>,
    update: UpdatePartitionFunction<K, V, S>,
    options: UpdatePartitionOptions<K, S>,
  ): DStream<[K, S]>;
  updateStateByKey<K, V, S>(
    this: DStream<Pair<K, V>>,
    update: UpdateFunction<K, V, S> | UpdatePartitionFunction<K, V, S>,
    options?: UpdateStateOptions<K, S> | UpdatePartitionOptions<K, S>,
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

  mapWithState<K, V, S, M>(
    this: DStream<Pair<K, V>>,
    spec: StateSpec<K, V, S, M>,
  ): MapWithStateDStream<M, K, S> {
    return mapWithState(this, spec);
  }

  detectPattern<K, E, N extends string>(
    this: DStream<Pair<K, E>>,
    pattern: Pattern<E, N>,
    options?: DetectPatternOptions<K, E>,
  ): PatternDStream<K, E, N> {
    return detectPattern(this, pattern, options);
  }
}
