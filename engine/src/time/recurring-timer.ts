import type { Clock } from './clock.ts';
import type { Duration, Time } from './duration.ts';
import { floorTime } from './interval.ts';

/**
 * Calls back at every multiple of `period` since the epoch. A late clock is caught up call by call: none is
 * skipped, and each gets the time it was due at.
 */
export class RecurringTimer {
  readonly #clock: Clock;
  readonly #period: Duration;
  readonly #callback: (time: Time) => void;
  #nextTime: Time = 0;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, period: Duration, callback: (time: Time) => void) {
    this.#clock = clock;
    this.#period = period;
    this.#callback = callback;
  }

  /** The first multiple of the period after now. */
  firstTime(): Time {
    return floorTime(this.#clock.now(), this.#period) + this.#period;
  }

  /** @returns when the first call is due */
  start(firstTime: Time = this.firstTime()): Time {
    this.#nextTime = firstTime;
    this.#arm();
    return firstTime;
  }

  /** Stops it. @returns the time of the last call */
  stop(): Time {
    this.#cancel?.();
    this.#cancel = undefined;
    return this.#nextTime - this.#period;
  }

  #arm(): void {
    this.#cancel = this.#clock.at(this.#nextTime, () => {
      const time = this.#nextTime;
      this.#nextTime += this.#period;
      this.#arm();
      this.#callback(time);
    });
  }
}
