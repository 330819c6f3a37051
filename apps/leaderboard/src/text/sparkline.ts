import { type Glyphs, unicodeGlyphs } from './glyphs.ts';

export interface SparklineOptions {
  /** What the lowest level stands for. Default: 0. */
  readonly low?: number;
  /** What the highest level stands for. Default: the largest value. */
  readonly high?: number;
  readonly glyphs?: Glyphs;
}

/** One cell a value, oldest first; null is a blank. Where `high` is not above `low`, all cells are the lowest. */
export function sparkline(values: readonly (number | null)[], options: SparklineOptions = {}): string {
  const {
    low = 0,
    high = Math.max(low, ...values.map((value) => value ?? low)),
    glyphs = unicodeGlyphs,
  } = options;
  const last = glyphs.levels.length - 1;
  return values
    .map((value) => {
      if (value === null) return ' ';
      const part = high > low ? (value - low) / (high - low) : 0;
      return glyphs.levels[Math.round(Math.min(1, Math.max(0, part)) * last)] ?? ' ';
    })
    .join('');
}

/** At most `width` results: `merge` is called with one value each, or with neighbours where there are more values. */
export function squeeze<T, R>(values: readonly T[], width: number, merge: (part: readonly T[]) => R): R[] {
  const cells = Math.max(0, Math.min(width, values.length));
  return Array.from({ length: cells }, (_, i) => {
    const from = Math.floor((i * values.length) / cells);
    const until = Math.floor(((i + 1) * values.length) / cells);
    return merge(values.slice(from, until));
  });
}

/** A scale for net values that does not turn noise into mountains: it spans at least 20 points. */
export function netScale(values: readonly number[]): { readonly low: number; readonly high: number } {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const missing = Math.max(0, 20 - (high - low));
  return { low: low - missing / 2, high: high + missing / 2 };
}
