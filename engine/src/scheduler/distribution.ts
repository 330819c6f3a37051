/** Sorted numbers and what describes them. */
export interface Distribution {
  readonly count: number;
  readonly mean: number;
  /** Of the whole population: the root of the mean squared distance from the mean. */
  readonly stdev: number;
  readonly min: number;
  readonly max: number;
  /** The value below which the share `probability` (0 … 1) lies; always one of the values. */
  quantile(probability: number): number;
}

/** @returns undefined for no values */
export function distributionOf(values: readonly number[]): Distribution | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const [min] = sorted;
  const max = sorted.at(-1);
  if (min === undefined || max === undefined) return undefined;
  const count = sorted.length;
  const mean = sorted.reduce((sum, value) => sum + value, 0) / count;
  const variance = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
  const quantile = (probability: number): number =>
    sorted[Math.min(Math.trunc(probability * count), count - 1)] as number;
  return { count, mean, stdev: Math.sqrt(variance), min, max, quantile };
}
