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
import type { StateLayout } from './state/state-partitioner.ts';

/** Operators that look at several batches. */
export abstract class WindowOperators<T> extends PairOperators<T> {
  window(this: DStream<T>, windowDuration: Duration, slideDuration?: Duration): DStream<T> {
    return window(this, windowDuration, slideDuration);
  }

  reduceByWindow(
    this: DStream<T>,
    f: (a: T, b: T) => T,
    windowDuration: Duration,
    slideDuration?: Duration,
  ): DStream<T>;
  reduceByWindow(
    this: DStream<T>,
    f: (a: T, b: T) => T,
    inverse: ((a: T, b: T) => T) | undefined,
    windowDuration: Duration,
    slideDuration?: Duration,
  ): DStream<T>;
  reduceByWindow(this: DStream<T>, f: (a: T, b: T) => T, ...window: readonly unknown[]): DStream<T> {
    const [inverse, windowDuration, slideDuration] = windowArguments<(a: T, b: T) => T, never>(window);
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
    windowDuration: Duration,
    slideDuration?: Duration,
    options?: StateLayout<K> | number,
  ): DStream<[K, V]>;
  reduceByKeyAndWindow<K, V>(
    this: DStream<Pair<K, V>>,
    f: (a: V, b: V) => V,
    inverse: ((a: V, b: V) => V) | undefined,
    windowDuration: Duration,
    slideDuration?: Duration,
    options?: ReduceWindowOptions<K, V> | number,
  ): DStream<[K, V]>;
  reduceByKeyAndWindow<K, V>(
    this: DStream<Pair<K, V>>,
    f: (a: V, b: V) => V,
    ...window: readonly unknown[]
  ): DStream<[K, V]> {
    const [inverse, windowDuration, slideDuration, options] = windowArguments<
      (a: V, b: V) => V,
      ReduceWindowOptions<K, V> | number
    >(window);
    const layout = typeof options === 'number' ? { numPartitions: options } : options;
    return reduceByKeyAndWindow(this, f, inverse, windowDuration, slideDuration, layout);
  }
}

/** Spark has two orders: durations after an inverse function, and durations alone. */
function windowArguments<F, O>(given: readonly unknown[]): WindowArguments<F, O> {
  return (typeof given[0] === 'number' ? [undefined, ...given] : given) as unknown as WindowArguments<F, O>;
}

type WindowArguments<F, O> = readonly [
  inverse: F | undefined,
  windowDuration: Duration,
  slideDuration?: Duration,
  options?: O,
];
