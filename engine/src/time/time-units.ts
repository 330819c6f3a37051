import type { Duration } from './duration.ts';

/** A unit of time as Spark's screens write it. */
export type TimeUnit = 'ns' | 'us' | 'ms' | 'sec' | 'min' | 'hrs' | 'days';

/** A duration in the unit that suits it, such as 1.5 min. */
export interface NormalizedDuration {
  readonly value: number;
  readonly unit: TimeUnit;
}

/** `duration` (ms) in another unit; fractions are kept. */
export function convertToTimeUnit(duration: Duration, unit: TimeUnit): number {
  switch (unit) {
    case 'ns':
      return duration * 1_000_000;
    case 'us':
      return duration * 1000;
    case 'ms':
      return duration;
    case 'sec':
      return duration / 1000;
    case 'min':
      return duration / 1000 / 60;
    case 'hrs':
      return duration / 1000 / 60 / 60;
    case 'days':
      return duration / 1000 / 60 / 60 / 24;
  }
}

const UNITS: readonly TimeUnit[] = ['ms', 'sec', 'min', 'hrs', 'days'];
/** From so many of a unit on, the next one is used. */
const LIMITS: readonly number[] = [1000, 60, 60, 24, Number.POSITIVE_INFINITY];

/** `duration` (ms) in the largest unit of which it is at least one; below 1 s: ms. */
export function normalizeDuration(duration: Duration): NormalizedDuration {
  const unit = UNITS.find((each, i) => convertToTimeUnit(duration, each) < (LIMITS[i] as number)) ?? 'days';
  return { value: convertToTimeUnit(duration, unit), unit };
}
