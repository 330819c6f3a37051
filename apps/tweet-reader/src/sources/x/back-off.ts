import type { Failure } from './failure.ts';

/** A connection that lived this long was a good one. */
const GOOD_LIFE_MS = 30_000;

const NETWORK_STEP_MS = 250;
const NETWORK_MOST_MS = 16_000;
const HTTP_FIRST_MS = 5_000;
const HTTP_MOST_MS = 320_000;
const RATE_LIMIT_FIRST_MS = 60_000;
const RATE_LIMIT_MOST_MS = 15 * 60_000;
const STALE_SLOT_MS = 5_000;
/** Spread above the documented wait, so that many readers do not come back in step. */
const JITTER = 0.1;

/** A connection that came about and ended. */
export interface StreamEnd {
  readonly kind: 'ended';
  readonly livedMs: number;
  readonly why: string;
}

/**
 * How long to wait before the next try, by X's documented rules, each kind of failure with its own counter:
 *
 *     ended after ≥ 30 s     at once; all counters start again
 *     ended sooner           5 s · 2^n ≤ 320 s     what X's rules and its clients forget: accepted, then closed
 *     network                250 ms · n ≤ 16 s
 *     HTTP                   5 s · 2^n ≤ 320 s
 *     429                    60 s · 2^n ≤ 15 min, never before the announced reset
 *
 * TooManyConnections right after a connection of our own is X's own lag in noticing that it ended; 5 s are
 * enough then, once.
 */
export class BackOff {
  readonly #random: () => number;
  #tries = new Map<string, number>();
  #slotMayBeStale = false;

  /** @param random in [0, 1) */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** The next TooManyConnections may be about a connection that is already ending. */
  expectStaleSlot(): void {
    this.#slotMayBeStale = true;
  }

  /** @returns ms from `now` */
  waitAfter(outcome: StreamEnd | Exclude<Failure, { kind: 'final' }>, now: number): number {
    switch (outcome.kind) {
      case 'ended':
        return this.#afterEnd(outcome.livedMs);
      case 'network':
        return this.#spread(NETWORK_STEP_MS * this.#try('network'), NETWORK_MOST_MS);
      case 'http':
        return this.#spread(HTTP_FIRST_MS * 2 ** (this.#try('http') - 1), HTTP_MOST_MS);
      case 'rateLimit':
        return Math.max((outcome.resetAt ?? now) - now, this.#afterRateLimit());
      case 'tooManyConnections':
        if (!this.#slotMayBeStale) return this.#afterRateLimit();
        this.#slotMayBeStale = false;
        return this.#spread(STALE_SLOT_MS, HTTP_MOST_MS);
    }
  }

  #afterEnd(livedMs: number): number {
    this.#slotMayBeStale = true;
    if (livedMs < GOOD_LIFE_MS)
      return this.#spread(HTTP_FIRST_MS * 2 ** (this.#try('ended') - 1), HTTP_MOST_MS);
    this.#tries.clear();
    return 0;
  }

  #afterRateLimit(): number {
    return this.#spread(RATE_LIMIT_FIRST_MS * 2 ** (this.#try('rateLimit') - 1), RATE_LIMIT_MOST_MS);
  }

  #try(kind: string): number {
    const tries = (this.#tries.get(kind) ?? 0) + 1;
    this.#tries.set(kind, tries);
    return tries;
  }

  #spread(waitMs: number, mostMs: number): number {
    return Math.min(mostMs, Math.ceil(waitMs * (1 + JITTER * this.#random())));
  }
}
