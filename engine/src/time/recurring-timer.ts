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
  /** Set by {@link finish}: calls still to be made, and who waits for them. */
  #finishing: { callsLeft: number; readonly resolve: (lastTime: Time) => void } | undefined;

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

  /**
   * Lets the call that it waits for be made, and one more, so that nothing which came before this is left without a
   * call. @returns the time of the last one
   */
  finish(): Promise<Time> {
    return new Promise((resolve) => {
      this.#finishing = { callsLeft: 2, resolve };
    });
  }

  #arm(): void {
    this.#cancel = this.#clock.at(this.#nextTime, () => {
      const time = this.#nextTime;
      this.#nextTime += this.#period;
      if (this.#finishing !== undefined) this.#finishing.callsLeft -= 1;
      const isLast = this.#finishing?.callsLeft === 0;
      if (!isLast) this.#arm();
      this.#callback(time);
      if (isLast) this.#finishing?.resolve(time);
    });
  }
}
