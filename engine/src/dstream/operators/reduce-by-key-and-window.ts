import { KeyedMap } from '../../rdd/keyed-map.ts';
import { type KeyedRdd, keyedRdd } from '../../rdd/keyed-rdd.ts';
import type { Parents } from '../../rdd/prepared.ts';
import type { Pair, RDD } from '../../rdd/rdd.ts';
import { unionOf } from '../../rdd/union.ts';
import { type Duration, requireMultiple } from '../../time/duration.ts';
import type { DStream } from '../dstream.ts';
import { KeyedHistory } from '../keyed-history.ts';

export interface ReduceWindowOptions<K, V> {
  /** Of the result; default: the engine's shufflePartitions. */
  readonly numPartitions?: number | undefined;
  /** Keys for which it is false are forgotten. With an inverse only; without it keys stay for ever. */
  readonly filterFunc?: ((pair: [K, V]) => boolean) | undefined;
}

/**
 * Makes the values of each key in a window one.
 *
 *     batches       1   2   3   4   5
 *     window(3)    [    3    ]
 *                      [    4    ]        with `inverse`: what 3 gave, without 1, then with 4
 *
 * @param f associative
 * @param inverse takes away what leaves the window, first, before what enters is added; `inverse(f(a, b), b)`
 *   must be `a`, exactly. undefined: every window is reduced anew from its batches' values
 * @throws {StreamingError} `DURATION_NOT_A_MULTIPLE` unless both durations are multiples of the parent's
 *   slideDuration
 */
export function reduceByKeyAndWindow<K, V>(
  parent: DStream<Pair<K, V>>,
  f: (a: V, b: V) => V,
  inverse: ((a: V, b: V) => V) | undefined,
  windowDuration: Duration,
  slideDuration: Duration = parent.slideDuration,
  options: ReduceWindowOptions<K, V> = {},
): DStream<[K, V]> {
  requireMultiple('windowDuration', windowDuration, parent.slideDuration);
  requireMultiple('slideDuration', slideDuration, parent.slideDuration);
  const { numPartitions = parent.graph.engine.shufflePartitions, filterFunc } = options;
  const reduced = parent.reduceByKey(f, numPartitions);
  if (inverse === undefined)
    return reduced.window(windowDuration, slideDuration).reduceByKey(f, numPartitions);

  const history = new KeyedHistory<K, V>();
  const reduceBatches = (begin: number, end: number): RDD<[K, V]> | undefined =>
    unionOf(reduced.slice({ begin, end }))?.reduceByKey(f, numPartitions);
  const stream: DStream<[K, V]> = reduced.derive<[K, V]>({
    name: 'reduceByKeyAndWindow',
    slideDuration,
    parentsRemember: windowDuration + slideDuration,
    selfRemember: 2 * slideDuration,
    isRunning: true,
    compute(batchTime) {
      const windowBegin = batchTime - windowDuration;
      const previousTime = batchTime - slideDuration;
      const previous = history.of(stream.getOrCompute(previousTime));
      const leaving = reduceBatches(previousTime - windowDuration, Math.min(windowBegin, previousTime));
      const entering = reduceBatches(Math.max(previousTime, windowBegin), batchTime);
      const parents = [previous?.rdd, leaving, entering].filter((rdd) => rdd !== undefined) as RDD<unknown>[];
      if (parents.length === 0) return undefined;
      return history.add(
        keyedRdd<K, V>({
          name: 'reduceByKeyAndWindow',
          numPartitions,
          parents: parents as unknown as Parents,
          build(partition) {
            const window = copyOf(previous, partition);
            leaving?.read(partition, (pair) => leave(window, pair, inverse));
            entering?.read(partition, (pair) => enter(window, pair, f));
            return filterFunc === undefined ? window : keep(window, filterFunc);
          },
        }),
      );
    },
  });
  return stream;
}

function copyOf<K, V>(previous: KeyedRdd<K, V> | undefined, partition: number): KeyedMap<K, V> {
  const copy = new KeyedMap<K, V>();
  previous?.maps[partition]?.forEach((value, key) => {
    copy.add(key, value);
  });
  return copy;
}

function leave<K, V>(window: KeyedMap<K, V>, [key, value]: [K, V], inverse: (a: V, b: V) => V): void {
  const slot = window.slot(key);
  // Absent when a filter has dropped the key while it was still in the window.
  if (slot !== undefined) slot.value = inverse(slot.value, value);
}

function enter<K, V>(window: KeyedMap<K, V>, [key, value]: [K, V], f: (a: V, b: V) => V): void {
  const slot = window.slot(key);
  if (slot === undefined) window.add(key, value);
  else slot.value = f(slot.value, value);
}

function keep<K, V>(window: KeyedMap<K, V>, filterFunc: (pair: [K, V]) => boolean): KeyedMap<K, V> {
  const kept = new KeyedMap<K, V>();
  window.forEach((value, key) => {
    if (filterFunc([key, value])) kept.add(key, value);
  });
  return kept;
}
