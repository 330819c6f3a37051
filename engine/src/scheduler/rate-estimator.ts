import type { Duration, Time } from '../time/duration.ts';

/** Works out how fast a receiver may be from how long batches take. */
export interface RateEstimator {
  /**
   * Takes in a completed batch.
   *
   * @param time when it completed, epoch ms
   * @returns records a second; undefined: no estimate, the rate stays
   */
  compute(
    time: Time,
    numRecords: number,
    processingDelay: Duration,
    schedulingDelay: Duration,
  ): number | undefined;
  /** What a restart needs to go on; must survive a structured clone. Default: nothing. */
  save?(): unknown;
  restore?(saved: unknown): void;
}
