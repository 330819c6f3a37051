import { buildPartitions, keyedRdd } from '../../rdd/keyed-rdd.ts';
import { partitionBy } from '../../rdd/partition-by.ts';
import type { Partitioner } from '../../rdd/partitioner.ts';
import type { Parents } from '../../rdd/prepared.ts';
import type { Pair, RDD } from '../../rdd/rdd.ts';
import { unionOf } from '../../rdd/union.ts';
import { type Duration, requireMultiple, type Time } from '../../time/duration.ts';
import type { DStream } from '../dstream.ts';
import { KeyedHistory } from '../state/keyed-history.ts';
import { type Merge, slideWindow, type WindowSlide } from '../state/slide-window.ts';
import { type StateLayout, statePartitioner } from '../state/state-partitioner.ts';

export interface ReduceWindowOptions<K, V> extends StateLayout<K> {
  /**
   * Keys for which it is false are forgotten; asked when a key's value may have changed. With an inverse only;
   * without filterFunc keys stay for ever.
   */
  readonly filterFunc?: ((pair: [K, V]) => boolean) | undefined;
}

/**
 * Makes the values of each key in a window one.
 *
 *     batches       1   2   3   4   5
 *     window(3)    [    3    ]
 *                      [    4    ]        with `inverse`: what 3 gave, without 1, then with 4
 *
 * With an inverse a slide costs by the keys that leave or enter, whatever the window holds, and a batch is kept as
 * one value a key.
 *
 * Where failures are left out: a batch whose values cannot be made one is in no window. After a window that could
 * not be worked out the next one is made of its batches, not of that window.
 *
 * @param f associative
 * @param inverse takes away what leaves the window, first, before what enters is added; `inverse(f(a, b), b)`
 *   must be `a`, exactly. undefined: every window is reduced anew from its batches' values
 * @throws {StreamingError} `DURATION_NOT_A_MULTIPLE` unless both durations are multiples of the parent's
 *   slideDuration; in the batch `WINDOW_KEY_UNKNOWN` when a key leaves that the window does not have
 */
export function reduceByKeyAndWindow<K, V>(
  parent: DStream<Pair<K, V>>,
  f: Merge<V>,
  inverse: Merge<V> | undefined,
  windowDuration: Duration,
  slideDuration: Duration = parent.slideDuration,
  options: ReduceWindowOptions<K, V> = {},
): DStream<[K, V]> {
  requireMultiple('windowDuration', windowDuration, parent.slideDuration);
  requireMultiple('slideDuration', slideDuration, parent.slideDuration);
  const name = 'reduceByKeyAndWindow';
  const partitioner = statePartitioner(options, parent.graph.engine);
  const reduced = reduceBatches(parent, f, partitioner, inverse !== undefined);
  if (inverse === undefined) {
    return reduceBatches(reduced.window(windowDuration, slideDuration), f, partitioner, false);
  }

  const { engine, leavesOutFailures } = parent.graph;
  const history = new KeyedHistory<K, V>();
  const between = (begin: Time, end: Time): RDD<Pair<K, V>> | undefined => {
    const [first, ...more] = reduced.slice({ begin, end });
    // A batch is reduced and in its place already.
    if (first === undefined || more.length === 0) return first && partitionBy(first, partitioner);
    return reduceInPlace(unionOf([first, ...more]) as RDD<Pair<K, V>>, f, partitioner);
  };
  /** What each batch has given; nothing of those that are left out. */
  const batchesOf = async (begin: Time, end: Time): Promise<RDD<Pair<K, V>>[]> => {
    const batches: RDD<Pair<K, V>>[] = [];
    for (const batch of reduced.slice({ begin, end })) {
      await engine.prepare(batch as RDD<unknown>).catch((error: unknown) => {
        if (batch.failure === undefined) throw error;
      });
      if (batch.failure !== undefined) continue;
      const placed = partitionBy(batch as RDD<Pair<K, V>>, partitioner);
      await engine.prepare(placed as RDD<unknown>);
      batches.push(placed);
    }
    return batches;
  };
  const stream: DStream<[K, V]> = reduced.derive<[K, V]>({
    name,
    functions: [f, inverse],
    slideDuration,
    parentsRemember: windowDuration + slideDuration,
    selfRemember: 2 * slideDuration,
    isRunning: true,
    checkpoint: history.checkpointable(() => stream, name, partitioner),
    compute(batchTime) {
      const windowBegin = batchTime - windowDuration;
      const previousTime = batchTime - slideDuration;
      const previous = history.of(stream.getOrCompute(previousTime));
      const isFirst = previous === undefined;
      const leaving = isFirst
        ? undefined
        : between(previousTime - windowDuration, Math.min(windowBegin, previousTime));
      const entering = between(isFirst ? windowBegin : Math.max(previousTime, windowBegin), batchTime);
      const own = reduced.getOrCompute(batchTime);
      const parents: RDD<unknown>[] = [previous?.rdd, leaving, entering].filter((rdd) => rdd !== undefined);
      // A window always has an RDD, as with Spark, though no batch in it has one.
      if (parents.length === 0) parents.push(engine.emptyRDD());
      const functionsOf = { f, inverse, filterFunc: options.filterFunc };
      const slide = async (): Promise<WindowSlide<K, V>> => {
        if (own?.failure !== undefined) throw own.failure;
        if (previous?.maps.length !== 0) {
          const entered = entering === undefined ? [] : [entering];
          return { ...functionsOf, previous: previous?.maps, leaving, entering: entered };
        }
        const batches = await batchesOf(windowBegin, batchTime);
        return { ...functionsOf, previous: undefined, leaving: undefined, entering: batches };
      };
      const consequence = `the window of batch ${batchTime} ms is left out, the next is made anew from its batches`;
      return history.add(
        keyedRdd<K, V>({
          name,
          partitioner,
          parents: parents as readonly RDD<unknown>[] as Parents,
          previous,
          giveUp: leavesOutFailures ? { consequence, keepsPrevious: false } : undefined,
          build: async () => {
            const slid = await slide();
            return buildPartitions(partitioner.numPartitions, (partition) => slideWindow(slid, partition));
          },
        }),
      );
    },
  });
  return stream;
}

/** @param isKept worked out in each batch and saved, so that windows need nothing of what it was made from */
function reduceBatches<K, V>(
  parent: DStream<Pair<K, V>>,
  f: Merge<V>,
  partitioner: Partitioner,
  isKept: boolean,
): DStream<[K, V]> {
  return parent.derive<[K, V]>({
    name: 'reduceByKey',
    functions: [f],
    isRunning: isKept,
    ...(isKept ? { checkpoint: 'records' } : {}),
    compute(batchTime) {
      const rdd = parent.getOrCompute(batchTime);
      const reduced = rdd && reduceInPlace(rdd, f, partitioner);
      if (reduced === undefined || !isKept || !parent.graph.leavesOutFailures) return reduced;
      const consequence = `the windows go on without batch ${batchTime} ms`;
      return reduced.derive<[K, V]>({
        name: 'reduceByKey',
        parents: [reduced],
        partitioner,
        giveUp: { consequence, readers: 'findNothing' },
      });
    },
  });
}

function reduceInPlace<K, V>(rdd: RDD<Pair<K, V>>, f: Merge<V>, partitioner: Partitioner): RDD<[K, V]> {
  const reduced: RDD<Pair<K, V>> = rdd.reduceByKey(f, partitioner.numPartitions);
  return partitionBy(reduced, partitioner) as RDD<[K, V]>;
}
