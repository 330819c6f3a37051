import type { Push } from '../../rdd/job-runner.ts';
import { readLists } from '../../rdd/prepared.ts';
import type { RDD } from '../../rdd/rdd.ts';
import type { Time } from '../../time/duration.ts';
import { giveWay } from '../../time/give-way.ts';
import type { DStream } from '../dstream.ts';
import { DriverBatches } from './driver-batches.ts';
import type { WindowTotals } from './event-time-status.ts';
import type { Stamped } from './stamped.ts';
import { latenessOf, type Windowing } from './time-windows.ts';
import type { WatermarkStream } from './watermark-stream.ts';

interface SplitBatch<T> {
  /** By partition. */
  readonly onTime: readonly (readonly Stamped<T>[])[];
  readonly late: readonly (readonly T[])[];
  readonly numLate: number;
  readonly numPartlyLate: number;
}

/** Parts the records that come too late for their windows from the others, and counts them. */
export function splitLate<T>(
  records: DStream<Stamped<T>>,
  watermark: WatermarkStream,
  windowing: Windowing,
  totals: WindowTotals,
): { readonly onTime: DStream<Stamped<T>>; readonly late: DStream<T> } {
  const { engine } = records.graph;
  const batches = new DriverBatches<Stamped<T>, SplitBatch<T>>();
  let countedUpTo = Number.NEGATIVE_INFINITY;
  const onTime = records.derive<Stamped<T>>({
    name: 'onTime',
    parents: [records, watermark.stream],
    compute(batchTime) {
      const rdd = records.getOrCompute(batchTime) ?? engine.emptyRDD<Stamped<T>>();
      const step = watermark.stream.getOrCompute(batchTime);
      return batches.add({
        name: 'onTime',
        numPartitions: Math.max(1, rdd.numPartitions),
        parents: [rdd as RDD<unknown>, ...(step === undefined ? [] : [step as RDD<unknown>])],
        async prepare() {
          const before = watermark.stepOf(step)?.before ?? Number.NEGATIVE_INFINITY;
          const batch = await split(rdd, windowing, before);
          // A batch that is worked out once more, for a slice, has been counted.
          if (batchTime > Math.max(countedUpTo, watermark.totals.countedUpTo)) {
            countedUpTo = batchTime;
            totals.lateRecords += batch.numLate;
            totals.partlyLateRecords += batch.numPartlyLate;
          }
          return batch;
        },
        read: readOnTime<T>,
      });
    },
  });
  const late = onTime.derive<T>({
    name: 'late',
    compute(batchTime) {
      const rdd = onTime.getOrCompute(batchTime) ?? engine.emptyRDD<Stamped<T>>();
      return rdd.derive<T>({
        name: 'late',
        compute: (partition, push) => readLists(batches.of(rdd)?.late ?? [], partition, push),
      });
    },
  });
  return { onTime, late };
}

function readOnTime<T>({ onTime }: SplitBatch<T>, partition: number, push: Push<Stamped<T>>): void {
  readLists(onTime, partition, push);
}

async function split<T>(rdd: RDD<Stamped<T>>, windowing: Windowing, before: Time): Promise<SplitBatch<T>> {
  const onTime: Stamped<T>[][] = [];
  const late: T[][] = [];
  let numLate = 0;
  let numPartlyLate = 0;
  for (const partition of await rdd.glom().collect()) {
    const kept: Stamped<T>[] = [];
    const tooLate: T[] = [];
    for (const stamped of partition) {
      const lateness = latenessOf(windowing, stamped[0], before);
      if (lateness === 'late') tooLate.push(stamped[1]);
      else kept.push(stamped);
      if (lateness === 'partly') numPartlyLate += 1;
    }
    onTime.push(kept);
    late.push(tooLate);
    numLate += tooLate.length;
    await giveWay();
  }
  return { onTime, late, numLate, numPartlyLate };
}
