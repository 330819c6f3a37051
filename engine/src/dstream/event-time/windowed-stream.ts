import { creationSite } from '../../rdd/creation-site.ts';
import type { StepFunction } from '../../rdd/engine-function.ts';
import type { Pair } from '../../rdd/rdd.ts';
import { copiesOf } from '../../rdd/zero-value.ts';
import type { DStream } from '../dstream.ts';
import { type WindowStatus, type WindowTotals, windowStatusOf } from './event-time-status.ts';
import { type EmitMode, FixedWindowStore } from './fixed-window-store.ts';
import { SessionWindowStore } from './session-window-store.ts';
import { splitLate } from './split-late.ts';
import type { Stamped } from './stamped.ts';
import { type TimeWindow, type Windowing, windowingName } from './time-windows.ts';
import type { WatermarkStream } from './watermark-stream.ts';
import type { WindowAggregator } from './window-aggregator.ts';
import { combining, counting, grouping, reducing } from './window-aggregators.ts';
import { windowResults } from './window-results.ts';
import type { WindowResult } from './window-store.ts';

/**
 * Records in windows of event time. Each aggregation gives a stream with an RDD in every batch: the windows that
 * the batch's watermark closed, by end and start, once each (`emit: 'final'`), or those that the batch changed
 * (`emit: 'update'`).
 *
 * Functions must not change what they are given, unless it says so: a value may stand in several windows.
 */
export class WindowedStream<T> {
  /**
   * The records that no open window could take, whole, in the batch in which they came. Of sliding windows: all that
   * cover the record were over. Of sessions: it is older than the watermark.
   */
  readonly late: DStream<T>;
  readonly #onTime: DStream<Stamped<T>>;
  readonly #watermark: WatermarkStream;
  readonly #windowing: Windowing;
  readonly #emit: EmitMode;
  readonly #totals: WindowTotals;

  constructor(
    records: DStream<Stamped<T>>,
    watermark: WatermarkStream,
    windowing: Windowing,
    emit: EmitMode,
  ) {
    const site = creationSite();
    const name = windowingName(windowing);
    this.#totals = {
      name: site === '' ? name : `${name} at ${site}`,
      lateRecords: 0,
      partlyLateRecords: 0,
      stores: [],
    };
    watermark.totals.windows.push(this.#totals);
    const { onTime, late } = splitLate(records, watermark, windowing, this.#totals);
    this.late = late;
    this.#onTime = onTime;
    this.#watermark = watermark;
    this.#windowing = windowing;
    this.#emit = emit;
  }

  /** How many records came late since the start, and how many windows are open. */
  get status(): WindowStatus {
    return windowStatusOf(this.#totals);
  }

  /**
   * Makes the values of each key in a window one.
   *
   * @param f associative and commutative
   */
  reduceByKey<K, V>(
    this: WindowedStream<Pair<K, V>>,
    f: (a: V, b: V) => V,
    numPartitions?: number,
  ): DStream<WindowResult<K, V>> {
    return this.#aggregate('reduceByKey', reducing<K, V>(f), [f], numPartitions);
  }

  /**
   * Combines the values of each key in a window. `mergeValue` may change and return its combiner.
   *
   * @param mergeCombiners may change and return its first argument too, but then a batch that failed and is tried
   *   again may count twice, and updates given before change with it
   */
  combineByKey<K, V, C>(
    this: WindowedStream<Pair<K, V>>,
    createCombiner: (value: V) => C,
    mergeValue: (combiner: C, value: V) => C,
    mergeCombiners: (a: C, b: C) => C,
    numPartitions?: number,
  ): DStream<WindowResult<K, C>> {
    const combiner = { createCombiner, mergeValue, mergeCombiners };
    const functions = [createCombiner, mergeValue, mergeCombiners];
    return this.#aggregate('combineByKey', combining<K, V, C>(combiner), functions, numPartitions);
  }

  /**
   * Like {@link combineByKey}, from a zero value.
   *
   * @param zeroValue plain data: each key of a window begins with a copy
   * @throws {StreamingError} `ZERO_NOT_PLAIN`
   */
  aggregateByKey<K, V, C>(
    this: WindowedStream<Pair<K, V>>,
    zeroValue: C,
    seqFunc: (combiner: C, value: V) => C,
    combFunc: (a: C, b: C) => C,
    numPartitions?: number,
  ): DStream<WindowResult<K, C>> {
    const zero = copiesOf(zeroValue);
    const createCombiner = (value: V): C => seqFunc(zero(), value);
    const combiner = { createCombiner, mergeValue: seqFunc, mergeCombiners: combFunc };
    return this.#aggregate(
      'aggregateByKey',
      combining<K, V, C>(combiner),
      [seqFunc, combFunc],
      numPartitions,
    );
  }

  /** The values of each key in a window, in order of event time; those of one time in the order of their coming. */
  groupByKey<K, V>(this: WindowedStream<Pair<K, V>>, numPartitions?: number): DStream<WindowResult<K, V[]>> {
    return this.#aggregate('groupByKey', grouping<K, V>(), [], numPartitions);
  }

  countByKey<K>(
    this: WindowedStream<Pair<K, unknown>>,
    numPartitions?: number,
  ): DStream<WindowResult<K, number>> {
    return this.#aggregate('countByKey', counting(keyOf<K>), [], numPartitions);
  }

  /** How often each record comes in a window; the record is the key. */
  countByValue(numPartitions?: number): DStream<WindowResult<T, number>> {
    return this.#aggregate('countByValue', counting(itself<T>), [], numPartitions);
  }

  /** How many records each window has. One without records is not given. */
  count(): DStream<{ readonly window: TimeWindow; readonly value: number }> {
    return this.#aggregate('count', counting<T, null>(noKey), [], 1).map(withoutKey);
  }

  #aggregate<K, C, R>(
    operation: string,
    aggregator: WindowAggregator<T, K, C, R>,
    functions: readonly StepFunction[],
    numPartitions = this.#onTime.graph.engine.shufflePartitions,
  ): DStream<WindowResult<K, R>> {
    const windowing = this.#windowing;
    const store =
      windowing.kind === 'session'
        ? new SessionWindowStore(windowing.gap, aggregator)
        : new FixedWindowStore(windowing.size, windowing.slide, aggregator, this.#emit);
    this.#totals.stores.push(store);
    const [kind] = windowingName(windowing).split(' ');
    const name = `${kind}.${operation}`;
    return windowResults(this.#onTime, this.#watermark, { name, functions, numPartitions, store });
  }
}

function keyOf<K>([key]: Pair<K, unknown>): K {
  return key;
}

function itself<T>(record: T): T {
  return record;
}

function noKey(): null {
  return null;
}

function withoutKey<V>({ window, value }: WindowResult<null, V>): {
  readonly window: TimeWindow;
  readonly value: V;
} {
  return { window, value };
}
