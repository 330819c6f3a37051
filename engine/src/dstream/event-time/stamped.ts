import type { Time } from '../../time/duration.ts';

/** A record and when it was written. */
export type Stamped<T> = readonly [eventTime: Time, record: T];

/** Why an event time cannot be used. */
export type InvalidEventTime = 'noTime' | 'negative' | 'future';

/** A record that has no usable event time: in no window, not late, and of no influence on the watermark. */
export interface InvalidRecord<T> {
  readonly record: T;
  readonly reason: InvalidEventTime;
}

/**
 * @param latest the latest event time that is believed
 * @returns undefined: it can be used
 */
export function invalidReason(eventTime: unknown, latest: Time): InvalidEventTime | undefined {
  if (typeof eventTime !== 'number' || Number.isNaN(eventTime)) return 'noTime';
  if (eventTime < 0) return 'negative';
  return eventTime > latest || eventTime === Number.POSITIVE_INFINITY ? 'future' : undefined;
}
