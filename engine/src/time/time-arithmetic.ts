import { type Duration, requireDuration, type Time } from './duration.ts';

// Time and Duration are numbers of ms: `+ - * / < <=`, Math.min and Math.max are their arithmetic. What numbers
// lack is here.

/**
 * Whether `time` (a moment or a duration) is a whole number of `duration`s.
 *
 * @throws {StreamingError} `INVALID_DURATION` unless `duration` is a whole number of ms above 0
 */
export function isMultipleOf(time: Time | Duration, duration: Duration): boolean {
  requireDuration('duration', duration);
  return time % duration === 0;
}

/**
 * Every moment from `from` on, `step` apart, that is before `end`.
 *
 *     until(1000, 1100, 30)     1000 1030 1060 1090
 *     until(1000, 1100, 100)    1000                      end is not among them
 *
 * @returns oldest first; none when `end` is not after `from`
 * @throws {StreamingError} `INVALID_DURATION` unless `step` is a whole number of ms above 0
 */
export function until(from: Time, end: Time, step: Duration): Time[] {
  requireDuration('step', step);
  const times: Time[] = [];
  for (let time = from; time < end; time += step) times.push(time);
  return times;
}

/**
 * Like {@link until}, but `end` may be among them.
 *
 *     to(1000, 1100, 100)    1000 1100
 *
 * @throws {StreamingError} `INVALID_DURATION` unless `step` is a whole number of ms above 0
 */
export function to(from: Time, end: Time, step: Duration): Time[] {
  return until(from, end + 1, step);
}
