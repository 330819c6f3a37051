import { StreamingError } from '../errors.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The longest window is an hour, and it is rebuilt from batches. */
const LEAST_BATCHES_MS = 2 * HOUR_MS;

/** How long counts are kept in what detail. Time is that of the batches, not of the wall. */
export interface RetentionOptions {
  /** Batches as they were committed, before the newest one; then minutes. Default 7 days, at least 2 hours. */
  readonly batchesMs?: number | undefined;
  /** Minutes; then hours, which are kept for ever. Default 90 days, at least as long as batches. */
  readonly minutesMs?: number | undefined;
}

export interface Retention {
  readonly batchesMs: number;
  readonly minutesMs: number;
}

/** @throws {StreamingError} `INVALID_RETENTION` */
export function retentionOf({
  batchesMs = 7 * DAY_MS,
  minutesMs = Math.max(90 * DAY_MS, batchesMs),
}: RetentionOptions = {}): Retention {
  if (!(batchesMs >= LEAST_BATCHES_MS)) {
    throw new StreamingError(
      'INVALID_RETENTION',
      `Batches would be kept for ${batchesMs} ms; it must be at least ${LEAST_BATCHES_MS} ms, as windows are made of them.`,
      { fix: 'Keep them for 2h or longer' },
    );
  }
  if (!(minutesMs >= batchesMs)) {
    throw new StreamingError(
      'INVALID_RETENTION',
      `Minutes would be kept for ${minutesMs} ms; it must be at least ${batchesMs} ms, as long as batches.`,
      { fix: 'Keep minutes at least as long as batches' },
    );
  }
  return { batchesMs, minutesMs };
}
