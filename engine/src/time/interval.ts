import type { Duration, Time } from './duration.ts';

/** A stretch of time: after `begin`, up to and including `end`, as a batch is. */
export interface Interval {
  /** Epoch ms, exclusive. */
  readonly begin: Time;
  /** Epoch ms, inclusive. */
  readonly end: Time;
}

/**
 * The last `duration` ms before and at `time`.
 *
 *     batch times     1   2   3   4
 *     windowEndingAt(4, 2)   (    ]     begin 2, end 4: batches 3 and 4
 */
export function windowEndingAt(time: Time, duration: Duration): Interval {
  return { begin: time - duration, end: time };
}

/** The batch that holds a record stamped `at`: the multiple `t` of batchDuration with `t − batchDuration < at ≤ t`. */
export function batchTimeOf(at: Time, batchDuration: Duration): Time {
  return Math.ceil(at / batchDuration) * batchDuration;
}

/** The latest multiple of `duration`, counted from `zeroTime` (default: the epoch), that is not after `time`. */
export function floorTime(time: Time, duration: Duration, zeroTime: Time = 0): Time {
  return Math.floor((time - zeroTime) / duration) * duration + zeroTime;
}
