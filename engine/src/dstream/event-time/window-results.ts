import { StreamingError } from '../../errors.ts';
import type { StepFunction } from '../../rdd/engine-function.ts';
import type { Push } from '../../rdd/job-runner.ts';
import type { Parents } from '../../rdd/prepared.ts';
import type { RDD } from '../../rdd/rdd.ts';
import type { Time } from '../../time/duration.ts';
import type { DStream } from '../dstream.ts';
import { DriverBatches } from './driver-batches.ts';
import type { Stamped } from './stamped.ts';
import type { SavedWatermark, WatermarkStream } from './watermark-stream.ts';
import type { WindowResult, WindowStore } from './window-store.ts';

export interface WindowResultsOptions<T, K, R> {
  readonly name: string;
  readonly functions: readonly StepFunction[];
  readonly numPartitions: number;
  readonly store: WindowStore<T, K, R>;
}

/** Takes each batch into the store, in order, and gives what the store gives. */
export function windowResults<T, K, R>(
  onTime: DStream<Stamped<T>>,
  watermark: WatermarkStream,
  { name, functions, numPartitions, store }: WindowResultsOptions<T, K, R>,
): DStream<WindowResult<K, R>> {
  const { slideDuration } = onTime;
  const { engine, leavesOutFailures } = onTime.graph;
  const batches = new DriverBatches<WindowResult<K, R>, readonly WindowResult<K, R>[]>();
  /** The batch that the store has taken in last. */
  let storedUpTo = Number.NEGATIVE_INFINITY;

  const take = async (rdd: RDD<Stamped<T>>, step: RDD<never> | undefined, batchTime: Time) => {
    if (batchTime <= storedUpTo) throw stateIsPast(name, batchTime, storedUpTo);
    const { before, after } = watermark.stepOf(step) ?? NO_WATERMARK;
    const results = await store.advance({ records: await rdd.collect(), before, after });
    storedUpTo = batchTime;
    return results;
  };
  const resultsOf = (parents: Parents, prepare: () => Promise<readonly WindowResult<K, R>[]>) => {
    return { name, numPartitions, parents, prepare, read: readShare<WindowResult<K, R>>(numPartitions) };
  };

  const stream: DStream<WindowResult<K, R>> = onTime.derive<WindowResult<K, R>>({
    name,
    functions,
    parents: [onTime, watermark.stream],
    selfRemember: 2 * slideDuration,
    isState: true,
    checkpoint: {
      kind: 'state',
      save: (batchTime) => {
        const saved = watermark.save(batchTime);
        return saved === undefined
          ? undefined
          : [{ windows: store.save(), watermark: saved } satisfies SavedWindows];
      },
      restore([saved], batchTime) {
        const before = saved as SavedWindows;
        store.restore(before.windows);
        // The watermark may have been saved at another time than the windows, which need its steps from here on.
        watermark.restore(before.watermark, batchTime);
        storedUpTo = batchTime;
        stream.setRdd(batchTime, batches.add(resultsOf([engine.emptyRDD<unknown>()], async () => [])));
      },
    },
    compute(batchTime) {
      // Only for the order: the store takes a batch in when it has taken the one before.
      const previous = stream.getOrCompute(batchTime - slideDuration);
      const rdd = onTime.getOrCompute(batchTime) ?? engine.emptyRDD<Stamped<T>>();
      const step = watermark.stream.getOrCompute(batchTime) as RDD<never> | undefined;
      const others = [step, previous].filter((each) => each !== undefined) as RDD<unknown>[];
      const results = resultsOf([rdd as RDD<unknown>, ...others], () => take(rdd, step, batchTime));
      const giveUp = { consequence: `its windows go on without batch ${batchTime} ms`, value: () => [] };
      return batches.add(
        { ...results, previous: previous as RDD<unknown> | undefined },
        leavesOutFailures ? giveUp : undefined,
      );
    },
  });
  return stream;
}

interface SavedWindows {
  readonly windows: unknown;
  readonly watermark: SavedWatermark;
}

const NO_WATERMARK = { before: Number.NEGATIVE_INFINITY, after: Number.NEGATIVE_INFINITY };

/** Cut into runs of nearly equal length, so that all of them in a row keep their order. */
function readShare<R>(numPartitions: number) {
  return (results: readonly R[], partition: number, push: Push<R>): void => {
    const bound = (share: number): number => Math.floor((share * results.length) / numPartitions);
    for (let i = bound(partition); i < bound(partition + 1); i += 1) push(results[i] as R);
  };
}

function stateIsPast(name: string, batchTime: Time, storedUpTo: Time): StreamingError {
  return new StreamingError(
    'STATE_IS_PAST',
    `the windows of ${name} are at batch ${storedUpTo} ms; they cannot be worked out for ${batchTime} ms any more`,
    { fix: 'Have the results remembered: ssc.remember(duration).' },
  );
}
