import { StreamingError } from '../../errors.ts';
import { type Duration, minutes } from '../../time/duration.ts';

export interface WatermarkOptions {
  /**
   * How far after its batch time an event time is believed, ms; a later one is invalid. Default 1 minute: one absurd
   * stamp must not close all windows. `Infinity` for records of another clock than the batches'.
   */
  readonly maxFuture?: Duration;
  /**
   * After that long without records the watermark goes on with the batches, as if time went on where the records
   * stopped, ms. Default: it waits for records, for ever.
   */
  readonly idleTimeout?: Duration;
}

/** @throws {StreamingError} `INVALID_DURATION` */
export function requireWatermarkOptions(
  delayThreshold: Duration,
  options: WatermarkOptions,
): Required<WatermarkOptions> {
  const { maxFuture = minutes(1), idleTimeout = Number.POSITIVE_INFINITY } = options;
  requireNotNegative('delayThreshold', delayThreshold, false);
  requireNotNegative('maxFuture', maxFuture, true);
  requireNotNegative('idleTimeout', idleTimeout, true);
  return { maxFuture, idleTimeout };
}

function requireNotNegative(name: string, value: Duration, mayBeInfinite: boolean): void {
  if (value >= 0 && (Number.isSafeInteger(value) || (mayBeInfinite && value === Number.POSITIVE_INFINITY)))
    return;
  throw new StreamingError(
    'INVALID_DURATION',
    `${name} is ${value} ms; it must be a whole number of ms, 0 or above${mayBeInfinite ? ', or Infinity' : ''}`,
  );
}
