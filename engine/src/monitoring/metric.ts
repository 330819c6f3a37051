/** One value of a metric that has labels. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What a histogram says: how many values were at most each bound, and all of them together. */
export interface HistogramValues {
  /** Ascending, in the metric's unit; the last bucket, for everything, is not among them. */
  readonly bounds: readonly number[];
  /** Values up to and including each bound. */
  readonly counts: readonly number[];
  readonly count: number;
  readonly sum: number;
}

interface MetricName {
  /** By Prometheus's rules: `hashtide_` first, base units (seconds, bytes), `_total` for what only grows. */
  readonly name: string;
  /** One sentence without an end. */
  readonly help: string;
  /** Spark's name of it, where it has one. */
  readonly spark?: string;
}

/** A number, or one for each of its labels' values, which are few and never a user's text. */
export interface ScalarMetric extends MetricName {
  readonly type: 'gauge' | 'counter';
  readonly labels?: readonly string[];
  readonly read: () => number | readonly Sample[];
}

export interface HistogramMetric extends MetricName {
  readonly type: 'histogram';
  readonly read: () => HistogramValues;
}

/** Something that Prometheus may ask for. It is read when it is asked for and costs nothing before. */
export type Metric = ScalarMetric | HistogramMetric;
