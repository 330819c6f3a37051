import type { Pair } from '../rdd/rdd.ts';
import type { Duration } from '../time/duration.ts';
import type { DStream } from './dstream.ts';
import { countByValueAndWindow } from './operators/count-by-value-and-window.ts';
import { countByWindow } from './operators/count-by-window.ts';
import { groupByKeyAndWindow } from './operators/group-by-key-and-window.ts';
import { type ReduceWindowOptions, reduceByKeyAndWindow } from './operators/reduce-by-key-and-window.ts';
import { reduceByWindow } from './operators/reduce-by-window.ts';
import { window } from './operators/window.ts';
import { PairOperators } from './pair-operators.ts';

/** Operators that look at several batches. */
export abstract class WindowOperators<T> extends PairOperators<T> {
  window(this: DStream<T>, windowDuration: Duration, slideDuration?: Duration): DStream<T> {
    return window(this, windowDuration, slideDuration);
  }

  reduceByWindow(
    this: DStream<T>,
    f: (a: T, b: T) => T,
    inverse: ((a: T, b: T) => T) | undefined,
    windowDuration: Duration,
    slideDuration?: Duration,
  ): DStream<T> {
    return reduceByWindow(this, f, inverse, windowDuration, slideDuration);
  }

  countByWindow(this: DStream<T>, windowDuration: Duration, slideDuration?: Duration): DStream<number> {
    return countByWindow(this, windowDuration, slideDuration);
  }

  countByValueAndWindow(
    this: DStream<T>,
    windowDuration: Duration,
    slideDuration?: Duration,
    numPartitions?: number,
  ): DStream<[T, number]> {
    return countByValueAndWindow(this, windowDuration, slideDuration, numPartitions);
  }

  groupByKeyAndWindow<K, V>(
    this: DStream<Pair<K, V>>,
    windowDuration: Duration,
    slideDuration?: Duration,
    numPartitions?: number,
  ): DStream<[K, V[]]> {
    return groupByKeyAndWindow(this, windowDuration, slideDuration, numPartitions);
  }

  reduceByKeyAndWindow<K, V>(
    this: DStream<Pair<K, V>>,
    f: (a: V, b: V) => V,
    inverse: ((a: V, b: V) => V) | undefined,
    windowDuration: Duration,
    slideDuration?: Duration,
    options?: ReduceWindowOptions<K, V>,
  ): DStream<[K, V]> {
    return reduceByKeyAndWindow(this, f, inverse, windowDuration, slideDuration, options);
  }
}
