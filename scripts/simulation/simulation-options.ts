import type { Random } from '../fixture/random.ts';
import type { Variant } from './variant.ts';

export interface SimulationOptions {
  readonly seed: number;
  /** Of simulated time. */
  readonly hours: number;
  /** Something built wrongly on purpose. */
  readonly variant?: Variant | undefined;
  /** Gets each line of the event log. */
  readonly print?: ((line: string) => void) | undefined;
}

/** What a seed decides before anything happens. */
export interface SimulationPlan {
  readonly batchDurationMs: number;
  readonly everyMs: number;
  readonly maxAtOnce: number;
  readonly hasLog: boolean;
  readonly logSegmentBytes: number;
  readonly spoolBytes: number;
  readonly faultEveryMs: number;
}

export function drawPlan(random: Random): SimulationPlan {
  return {
    batchDurationMs: random.pick([5_000, 10_000, 10_000, 30_000]),
    everyMs: random.pick([1_000, 2_000, 3_000, 6_000]),
    maxAtOnce: random.pick([1, 3, 6]),
    hasLog: random.chance(0.85),
    logSegmentBytes: random.pick([2_000, 8_000, 64_000]),
    spoolBytes: random.pick([200_000, 1_000_000, 8_000_000]),
    faultEveryMs: random.pick([20_000, 60_000, 120_000, 300_000]),
  };
}
