import { StreamingError } from '../errors.ts';
import type { Duration, Time } from '../time/duration.ts';
import type { RateEstimator } from './rate-estimator.ts';

/** How strongly {@link PIDRateEstimator} reacts. */
export interface PIDOptions {
  /** Weight of the present error; default 1. */
  readonly proportional?: number;
  /** Weight of the past's, what has been waiting; default 0.2. */
  readonly integral?: number;
  /** Weight of the error's change; default 0. */
  readonly derived?: number;
  /** Records a second; default 100. */
  readonly minRatePerSecond?: number;
}

/** What an estimator goes by; survives a restart. */
interface PIDState {
  readonly latestTime: Time;
  readonly latestRate: number;
  readonly latestError: number;
  readonly isFirst: boolean;
}

/**
 * The rate at which batches would just keep up, from how long the last ones took (a PID controller, Spark's).
 *
 *     processingRate  = numRecords / processingDelay                    what the batch has shown to be possible
 *     error           = latestRate − processingRate
 *     historicalError = schedulingDelay × processingRate / batchDuration   records that wait, over a batch
 *     newRate         = latestRate − P·error − I·historicalError − D·(error − latestError) / dt
 */
export class PIDRateEstimator implements RateEstimator {
  readonly #batchDuration: Duration;
  readonly #options: Required<PIDOptions>;
  #state: PIDState = { latestTime: -1, latestRate: -1, latestError: -1, isFirst: true };

  /** @throws {StreamingError} `INVALID_BACK_PRESSURE` unless batchDuration and minimum are above 0, weights not below */
  constructor(batchDuration: Duration, options: PIDOptions = {}) {
    const { proportional = 1, integral = 0.2, derived = 0, minRatePerSecond = 100 } = options;
    requireNumber('batchDuration', batchDuration, batchDuration > 0, 'above 0 ms');
    requireNumber('proportional', proportional, proportional >= 0, 'not below 0');
    requireNumber('integral', integral, integral >= 0, 'not below 0');
    requireNumber('derived', derived, derived >= 0, 'not below 0');
    requireNumber('minRatePerSecond', minRatePerSecond, minRatePerSecond > 0, 'above 0 records');
    this.#batchDuration = batchDuration;
    this.#options = { proportional, integral, derived, minRatePerSecond };
  }

  /**
   * Takes in a completed batch.
   *
   * @param time when it completed, epoch ms
   * @returns records a second; undefined for the first batch, for one without records or processing time, and for one
   *   not later than the last
   */
  compute(
    time: Time,
    numRecords: number,
    processingDelay: Duration,
    schedulingDelay: Duration,
  ): number | undefined {
    const { latestTime, latestRate, latestError, isFirst } = this.#state;
    if (time <= latestTime || numRecords <= 0 || processingDelay <= 0) return undefined;
    const { proportional, integral, derived, minRatePerSecond } = this.#options;
    const secondsSince = (time - latestTime) / 1000;
    const processingRate = (numRecords / processingDelay) * 1000;
    const error = latestRate - processingRate;
    const historicalError = (schedulingDelay * processingRate) / this.#batchDuration;
    const errorChange = (error - latestError) / secondsSince;
    const newRate = latestRate - proportional * error - integral * historicalError - derived * errorChange;
    if (isFirst) {
      this.#state = { latestTime: time, latestRate: processingRate, latestError: 0, isFirst: false };
      return undefined;
    }
    const rate = Math.max(newRate, minRatePerSecond);
    this.#state = { latestTime: time, latestRate: rate, latestError: error, isFirst: false };
    return rate;
  }

  save(): unknown {
    return this.#state;
  }

  restore(saved: unknown): void {
    this.#state = saved as PIDState;
  }
}

function requireNumber(name: string, value: number, isValid: boolean, rule: string): void {
  if (isValid) return;
  throw new StreamingError('INVALID_BACK_PRESSURE', `${name} is ${value}; it must be ${rule}`);
}
