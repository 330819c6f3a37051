import type { Duration } from '../time/duration.ts';
import type { HistogramValues } from './metric.ts';

/** Seconds. They suit batches from 100 ms to a minute. */
const BOUNDS_S: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40];

/** How many delays fell into which range, from the start. */
export class DelayHistogram {
  readonly #counts: number[] = BOUNDS_S.map(() => 0);
  #count = 0;
  #sumMs = 0;

  /** @param delay ms */
  observe(delay: Duration): void {
    this.#count += 1;
    this.#sumMs += delay;
    for (const [i, bound] of BOUNDS_S.entries()) {
      if (delay <= bound * 1000) this.#counts[i] = (this.#counts[i] ?? 0) + 1;
    }
  }

  /** In seconds. */
  get values(): HistogramValues {
    return { bounds: BOUNDS_S, counts: [...this.#counts], count: this.#count, sum: this.#sumMs / 1000 };
  }
}
