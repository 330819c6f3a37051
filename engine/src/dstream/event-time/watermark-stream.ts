import type { Checkpointable } from '../../checkpoint/checkpointable.ts';
import type { RDD } from '../../rdd/rdd.ts';
import type { Time } from '../../time/duration.ts';
import type { DStream } from '../dstream.ts';
import { DriverBatches } from './driver-batches.ts';
import { type EventTimeTotals, restoreTotals, type SavedTotals, saveTotals } from './event-time-status.ts';
import { firstStep, type WatermarkStep } from './next-watermark.ts';

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
        const work = (): WatermarkStep => {
          const next = step(this.stepOf(previous), rdds, batchTime);
          totals.watermark = next.after;
          totals.maxEventTime = next.maxEventTime;
          return next;
        };
        const giveUp = {
          consequence: `event time goes on without batch ${batchTime} ms`,
          value: () => this.stepOf(previous) ?? firstStep(batchTime),
        };
        return this.#add(rdds, work, previous, first.graph.leavesOutFailures ? giveUp : undefined);
      },
    });
  }

  /** The batch's step; its RDD must be prepared. */
  stepOf(rdd: RDD<WatermarkStep> | undefined): WatermarkStep | undefined {
    return this.#batches.of(rdd);
  }

  #add(
    rdds: readonly RDD<unknown>[],
    work: () => WatermarkStep,
    previous?: RDD<WatermarkStep>,
    giveUp?: { readonly consequence: string; readonly value: () => WatermarkStep },
  ): RDD<WatermarkStep> {
    const before = previous as RDD<unknown> | undefined;
    const definition = {
      name: 'watermark',
      numPartitions: 1,
      parents: (before === undefined ? rdds : [...rdds, before]) as [RDD<unknown>],
      previous: before,
      prepare: async () => work(),
      read: pushStep,
    };
    return this.#batches.add(definition, giveUp);
  }

  /** How it stood after `batchTime`; for what depends on it and may be saved at another time. */
  save(batchTime: Time): SavedWatermark | undefined {
    const step = this.stepOf(this.stream.getOrCompute(batchTime));
    return step === undefined ? undefined : { step, totals: saveTotals(this.totals) };
  }

  restore({ step, totals }: SavedWatermark, batchTime: Time): void {
    restoreTotals(this.totals, totals, batchTime);
    const rdd = this.#add([this.stream.graph.engine.emptyRDD<unknown>()], () => step);
    this.stream.setRdd(batchTime, rdd);
  }

  #checkpoint(): Checkpointable {
    return {
      kind: 'state',
      save: (batchTime) => {
        const saved = this.save(batchTime);
        return saved === undefined ? undefined : [saved];
      },
      restore: ([saved], batchTime) => this.restore(saved as SavedWatermark, batchTime),
    };
  }
}

/** A watermark in a checkpoint. */
export interface SavedWatermark {
  readonly step: WatermarkStep;
  readonly totals: SavedTotals;
}

function pushStep(step: WatermarkStep, _partition: number, push: (step: WatermarkStep) => void): void {
  push(step);
}
