import { StreamingError } from '../errors.ts';
import type { Clock } from '../time/clock.ts';
import type { Duration, Time } from '../time/duration.ts';

/** What was not taken may be taken for this long, so that a timer that fires late costs no rate, ms. */
const BURST_MS = 100;

/** How fast a receiver may store. Rates are records a second. */
export interface RateLimits {
  /** Never faster than this; default: no bound. */
  readonly maxRatePerSecond?: number;
  /** Where it begins, before anything has been measured; default: maxRatePerSecond. */
  readonly initialRatePerSecond?: number;
}

/**
 * Says when to wait so that no more than a rate's worth of records comes in. It refuses nothing: what was taken too
 * early is waited for afterwards. Within any `d` ms it lets no more than rate × (d + 100 ms) and one piece through.
 */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #maxRatePerSecond: number;
  #ratePerSecond: number;
  /** When all that was taken is paid for, epoch ms with fractions. */
  #paidAt: Time;

  /** @throws {StreamingError} `INVALID_RATE` for a rate that is not above 0 */
  constructor(clock: Clock, limits: RateLimits = {}) {
    const { maxRatePerSecond = Number.POSITIVE_INFINITY, initialRatePerSecond = maxRatePerSecond } = limits;
    requireRate('maxRatePerSecond', maxRatePerSecond);
    requireRate('initialRatePerSecond', initialRatePerSecond);
    this.#clock = clock;
    this.#maxRatePerSecond = maxRatePerSecond;
    this.#ratePerSecond = Math.min(initialRatePerSecond, maxRatePerSecond);
    this.#paidAt = clock.now();
  }

  /** Infinity: it limits nothing. */
  get ratePerSecond(): number {
    return this.#ratePerSecond;
  }

  /** From now on this rate, maxRatePerSecond at most; what is not above 0 is ignored. */
  updateRate(ratePerSecond: number): void {
    if (ratePerSecond > 0) this.#ratePerSecond = Math.min(ratePerSecond, this.#maxRatePerSecond);
  }

  /** Takes `numRecords`. @returns how long to wait before taking more, whole ms; 0: go on */
  take(numRecords: number): Duration {
    if (this.#ratePerSecond === Number.POSITIVE_INFINITY) return 0;
    const now = this.#clock.now();
    this.#paidAt = Math.max(this.#paidAt, now - BURST_MS) + (1000 * numRecords) / this.#ratePerSecond;
    return this.#waitFrom(now);
  }

  /** How long to wait now, whole ms. */
  get wait(): Duration {
    return this.#waitFrom(this.#clock.now());
  }

  #waitFrom(now: Time): Duration {
    return this.#ratePerSecond === Number.POSITIVE_INFINITY ? 0 : Math.max(0, Math.floor(this.#paidAt - now));
  }
}

/** @throws {StreamingError} `INVALID_RATE` unless `rate` is a number above 0 */
export function requireRate(name: string, rate: number): void {
  if (rate > 0) return;
  throw new StreamingError('INVALID_RATE', `${name} is ${rate}; it must be a number of records above 0`, {
    fix: 'Leave it out for no limit.',
  });
}
