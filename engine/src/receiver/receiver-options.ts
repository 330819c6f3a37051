import { StreamingError } from '../errors.ts';
import { type Duration, requireDuration } from '../time/duration.ts';
import { requireRate } from './rate-limiter.ts';

/** How fast receivers are let to read, worked out from how long batches took. Rates are records a second and receiver. */
export interface BackPressureOptions {
  readonly enabled: boolean;
  /** In force until the first estimate; default 10,000, so that the first batch has a bound too. */
  readonly initialRatePerSecond?: number;
  /** Never slower than this; default 100. */
  readonly minRatePerSecond?: number;
  /** Weight of the difference between the rate and what the last batch could do; default 1. */
  readonly proportional?: number;
  /** Weight of what has been waiting; default 0.2. */
  readonly integral?: number;
  /** Weight of the difference's change; default 0. */
  readonly derived?: number;
}

/** How a context's receivers store. */
export interface ReceiverOptions {
  /** A block each blockInterval; default 200 ms, and better not below 50. */
  readonly blockInterval?: Duration;
  /** Blocks of a receiver that may wait to be kept safe, before it is asked to wait; default 10. */
  readonly blockQueueSize?: number;
  /** How long a receiver is away when it is restarted; default 2 s. */
  readonly receiverRestartDelay?: Duration;
  /** Records a second of each receiver; default: no limit. */
  readonly maxRatePerSecond?: number;
  readonly backPressure?: BackPressureOptions;
}

/** Where back-pressure begins unless told otherwise. */
export const INITIAL_RATE_PER_SECOND = 10_000;

/** @throws {StreamingError} `INVALID_DURATION`, `INVALID_BLOCK_QUEUE_SIZE`, `INVALID_RATE`, `INVALID_BACK_PRESSURE` */
export function requireReceiverOptions(options: ReceiverOptions): void {
  const { blockInterval = 200, blockQueueSize = 10, receiverRestartDelay = 2000 } = options;
  requireDuration('blockInterval', blockInterval);
  requireDuration('receiverRestartDelay', receiverRestartDelay);
  if (!Number.isSafeInteger(blockQueueSize) || blockQueueSize < 1) {
    throw new StreamingError(
      'INVALID_BLOCK_QUEUE_SIZE',
      `blockQueueSize is ${blockQueueSize}; it must be a whole number of blocks above 0`,
    );
  }
  if (options.maxRatePerSecond !== undefined) requireRate('maxRatePerSecond', options.maxRatePerSecond);
  if (options.backPressure !== undefined) requireBackPressure(options.backPressure);
}

function requireBackPressure(options: BackPressureOptions): void {
  const { initialRatePerSecond = 1, minRatePerSecond = 1 } = options;
  requireRate('backPressure.initialRatePerSecond', initialRatePerSecond);
  requireRate('backPressure.minRatePerSecond', minRatePerSecond);
  for (const name of ['proportional', 'integral', 'derived'] as const) {
    const weight = options[name] ?? 0;
    if (weight >= 0) continue;
    throw new StreamingError(
      'INVALID_BACK_PRESSURE',
      `backPressure.${name} is ${weight}; it must be a number not below 0`,
    );
  }
}
