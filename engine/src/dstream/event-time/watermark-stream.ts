import type { Checkpointable } from '../../checkpoint/checkpointable.ts';
import type { RDD } from '../../rdd/rdd.ts';
import type { Time } from '../../time/duration.ts';
import type { DStream } from '../dstream.ts';
import { DriverBatches } from './driver-batches.ts';
import type { EventTimeTotals } from './event-time-status.ts';
import type { WatermarkStep } from './next-watermark.ts';

/** A watermark from batch to batch: one step a batch. */
export class WatermarkStream {
  readonly stream: DStream<WatermarkStep>;
  readonly totals: EventTimeTotals;
  readonly #batches = new DriverBatches<WatermarkStep, WatermarkStep>();

  /**
   * @param parents what a step is made of
   * @param step called once a batch, when its parents' RDDs are prepared
   */
  constructor(
    parents: readonly [DStream<unknown>, ...(readonly DStream<unknown>[])],
    totals: EventTimeTotals,
    step: (
      previous: WatermarkStep | undefined,
      rdds: readonly RDD<unknown>[],
      batchTime: Time,
    ) => WatermarkStep,
  ) {
    const [first] = parents;
    const { slideDuration } = first;
    this.totals = totals;
    this.stream = first.derive<WatermarkStep>({
      name: 'watermark',
      parents,
      selfRemember: 2 * slideDuration,
      isState: true,
      checkpoint: this.#checkpoint(),
      compute: (batchTime) => {
        const previous = this.stream.getOrCompute(batchTime - slideDuration);
        const rdds = parents.map(
          (parent) => parent.getOrCompute(batchTime) ?? first.graph.engine.emptyRDD<unknown>(),
        );
        return this.#add([...rdds, ...(previous === undefined ? [] : [previous as RDD<unknown>])], () => {
          const next = step(this.stepOf(previous), rdds, batchTime);
          totals.watermark = next.after;
          totals.maxEventTime = next.maxEventTime;
          return next;
        });
      },
    });
  }

  /** The batch's step; its RDD must be prepared. */
  stepOf(rdd: RDD<WatermarkStep> | undefined): WatermarkStep | undefined {
    return this.#batches.of(rdd);
  }

  #add(parents: readonly RDD<unknown>[], work: () => WatermarkStep): RDD<WatermarkStep> {
    return this.#batches.add({
      name: 'watermark',
      numPartitions: 1,
      parents: parents as [RDD<unknown>],
      prepare: async () => work(),
      read: pushStep,
    });
  }

  #checkpoint(): Checkpointable {
    return {
      kind: 'state',
      save: (batchTime) => {
        const step = this.stepOf(this.stream.getOrCompute(batchTime));
        const { windows, ...counts } = this.totals;
        const late = windows.map(({ lateRecords, partlyLateRecords }) => ({
          lateRecords,
          partlyLateRecords,
        }));
        return step === undefined ? undefined : [{ step, counts, late } satisfies SavedWatermark];
      },
      restore: ([saved], batchTime) => {
        const { step, counts, late } = saved as SavedWatermark;
        Object.assign(this.totals, counts, { name: this.totals.name });
        for (const [index, each] of late.entries()) Object.assign(this.totals.windows[index] ?? {}, each);
        const rdd = this.#add([this.stream.graph.engine.emptyRDD<unknown>()], () => step);
        this.stream.setRdd(batchTime, rdd);
      },
    };
  }
}

interface SavedWatermark {
  readonly step: WatermarkStep;
  readonly counts: Omit<EventTimeTotals, 'windows'>;
  readonly late: readonly { readonly lateRecords: number; readonly partlyLateRecords: number }[];
}

function pushStep(step: WatermarkStep, _partition: number, push: (step: WatermarkStep) => void): void {
  push(step);
}
