import type { BatchInfo } from './batch-info.ts';
import type { RateEstimator } from './rate-estimator.ts';
import type { StreamingListener } from './streaming-listener.ts';

interface SavedRate {
  readonly latestRatePerSecond: number | undefined;
  readonly estimator: unknown;
}

/** Has one receiver's rate follow what batches show to be possible. A batch that failed counts as any other. */
export class RateController implements StreamingListener {
  readonly streamId: number;
  readonly #estimator: RateEstimator;
  readonly #publish: (ratePerSecond: number) => void;
  #latestRatePerSecond: number | undefined;

  /** @param publish gets each estimate, a whole number of records a second */
  constructor(streamId: number, estimator: RateEstimator, publish: (ratePerSecond: number) => void) {
    this.streamId = streamId;
    this.#estimator = estimator;
    this.#publish = publish;
  }

  /** undefined before the first estimate. */
  get latestRatePerSecond(): number | undefined {
    return this.#latestRatePerSecond;
  }

  onBatchCompleted(batch: BatchInfo): void {
    const { processingEndTime, processingDelay, schedulingDelay, streamIdToInputInfo } = batch;
    const numRecords = streamIdToInputInfo.get(this.streamId)?.numRecords;
    if (processingEndTime === undefined || processingDelay === undefined) return;
    if (schedulingDelay === undefined || numRecords === undefined) return;
    const rate = this.#estimator.compute(processingEndTime, numRecords, processingDelay, schedulingDelay);
    if (rate !== undefined) this.#tell(Math.trunc(rate));
  }

  save(): unknown {
    return {
      latestRatePerSecond: this.#latestRatePerSecond,
      estimator: this.#estimator.save?.(),
    } satisfies SavedRate;
  }

  /** Goes on where an earlier life was: its rate is in force from the first batch. */
  restore(saved: unknown): void {
    const { latestRatePerSecond, estimator } = saved as SavedRate;
    if (estimator !== undefined) this.#estimator.restore?.(estimator);
    if (latestRatePerSecond !== undefined) this.#tell(latestRatePerSecond);
  }

  #tell(ratePerSecond: number): void {
    this.#latestRatePerSecond = ratePerSecond;
    this.#publish(ratePerSecond);
  }
}
