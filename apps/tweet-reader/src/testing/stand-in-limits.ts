import type { Clock } from '@hashtide/engine';

const WINDOW_MS = 15 * 60_000;

/** One of X's rate limits: so many requests in a window of 15 minutes that starts with the first. */
export class StandInLimit {
  readonly #clock: Clock;
  readonly #limit: number;
  #count = 0;
  #resetAt = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, limit: number) {
    this.#clock = clock;
    this.#limit = limit;
  }

  /** Counts a request. @returns false: one too many */
  take(): boolean {
    if (this.#clock.now() >= this.#resetAt) {
      this.#count = 0;
      this.#resetAt = this.#clock.now() + WINDOW_MS;
    }
    this.#count += 1;
    return this.#count <= this.#limit;
  }

  get headers(): Record<string, string> {
    return {
      'x-rate-limit-limit': String(this.#limit),
      'x-rate-limit-remaining': String(Math.max(0, this.#limit - this.#count)),
      'x-rate-limit-reset': String(Math.ceil(this.#resetAt / 1000)),
    };
  }
}
