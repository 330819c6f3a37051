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

const LONGEST_ABSENCE_MS = 3_600_000;
/** In the spool, about. */
const RECORD_BYTES = 140;

export function drawPlan(random: Random): SimulationPlan {
  const everyMs = random.pick([2_000, 3_000, 6_000, 12_000]);
  const maxAtOnce = random.pick([1, 3, 6]);
  // What an engine that is away for long has not acked must find room: what is dropped is told, and not looked at here.
  const leastSpoolBytes = Math.ceil((LONGEST_ABSENCE_MS / everyMs) * ((maxAtOnce + 1) / 2) * RECORD_BYTES);
  return {
    batchDurationMs: random.pick([10_000, 10_000, 30_000]),
    everyMs,
    maxAtOnce,
    hasLog: random.chance(0.85),
    logSegmentBytes: random.pick([2_000, 8_000, 64_000]),
    spoolBytes: leastSpoolBytes * random.pick([1, 1, 2, 10]),
    faultEveryMs: random.pick([20_000, 60_000, 120_000, 300_000]),
  };
}
