import { engineFunction } from './engine-function.ts';

/** What there is to say about numbers, found in one pass. */
export interface StatCounter {
  readonly count: number;
  readonly sum: number;
  /** NaN of no numbers, as the variances are. */
  readonly mean: number;
  /** Infinity of no numbers. */
  readonly min: number;
  /** −Infinity of no numbers. */
  readonly max: number;
  /** The mean square distance from the mean. */
  readonly variance: number;
  readonly stdev: number;
  /** Divided by count − 1: what the variance of all is likely to be when these are a sample. */
  readonly sampleVariance: number;
  readonly sampleStdev: number;
}

/** Sums that can be put together: Welford's within a partition, Chan's across partitions. */
export interface Moments {
  count: number;
  sum: number;
  mean: number;
  squares: number;
  min: number;
  max: number;
}

export const NO_MOMENTS: Readonly<Moments> = {
  count: 0,
  sum: 0,
  mean: 0,
  squares: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
};

/** Changes and returns `moments`. */
export const addNumber = engineFunction('addNumber', (moments: Moments, value: number): Moments => {
  const distance = value - moments.mean;
  moments.count += 1;
  moments.sum += value;
  moments.mean += distance / moments.count;
  moments.squares += distance * (value - moments.mean);
  moments.min = Math.min(moments.min, value);
  moments.max = Math.max(moments.max, value);
  return moments;
});

/** Changes and returns `a`. */
export function mergeMoments(a: Moments, b: Moments): Moments {
  if (b.count === 0) return a;
  const count = a.count + b.count;
  const distance = b.mean - a.mean;
  a.squares += b.squares + (distance * distance * a.count * b.count) / count;
  a.mean += (distance * b.count) / count;
  a.count = count;
  a.sum += b.sum;
  a.min = Math.min(a.min, b.min);
  a.max = Math.max(a.max, b.max);
  return a;
}

export function statCounter({ count, sum, mean, squares, min, max }: Moments): StatCounter {
  const variance = count === 0 ? Number.NaN : squares / count;
  const sampleVariance = count <= 1 ? Number.NaN : squares / (count - 1);
  return {
    count,
    sum,
    mean: count === 0 ? Number.NaN : mean,
    min,
    max,
    variance,
    stdev: Math.sqrt(variance),
    sampleVariance,
    sampleStdev: Math.sqrt(sampleVariance),
  };
}
