import type { Duration } from '../time/duration.ts';
import type { BatchInfo } from './batch-info.ts';
import { distributionOf } from './distribution.ts';
import type { StreamingListener } from './streaming-listener.ts';

const PERCENTILES = [0, 5, 10, 25, 50, 75, 90, 95, 100] as const;

/**
 * Logs after each batch how the delays of the last batches are spread, in Spark's form:
 *
 *     Total delay: (count: 10, mean: 12.400000, stdev: 3.200000, max: 19.000000, min: 9.000000)
 *     	0%	5%	10%	25%	50%	75%	90%	95%	100%
 *     	9.0 ms	9.0 ms	10.0 ms	…
 *     Processing time: …
 */
export class StatsReportListener implements StreamingListener {
  readonly #numBatches: number;
  readonly #log: (line: string) => void;
  readonly #batches: BatchInfo[] = [];

  /**
   * @param numBatches how many of the last batches are looked at
   * @param log takes a line; default: the console
   */
  constructor(numBatches = 10, log: (line: string) => void = (line) => console.log(line)) {
    this.#numBatches = numBatches;
    this.#log = log;
  }

  onBatchCompleted(batch: BatchInfo): void {
    this.#batches.push(batch);
    if (this.#batches.length > this.#numBatches) this.#batches.shift();
    this.#show('Total delay: ', ({ totalDelay }) => totalDelay);
    this.#show('Processing time: ', ({ processingDelay }) => processingDelay);
  }

  #show(heading: string, delayOf: (batch: BatchInfo) => Duration | undefined): void {
    const distribution = distributionOf(this.#batches.map(delayOf).filter((delay) => delay !== undefined));
    if (distribution === undefined) return;
    const { count, mean, stdev, max, min } = distribution;
    const [meanText, stdevText, maxText, minText] = [mean, stdev, max, min].map((value) => value.toFixed(6));
    this.#log(
      `${heading}(count: ${count}, mean: ${meanText}, stdev: ${stdevText}, max: ${maxText}, min: ${minText})`,
    );
    this.#log(`\t${PERCENTILES.map((percentile) => `${percentile}%`).join('\t')}`);
    const quantiles = PERCENTILES.map((percentile) =>
      millisToString(distribution.quantile(percentile / 100)),
    );
    this.#log(`\t${quantiles.join('\t')}`);
  }
}

/** `4.0 ms`, `1.5 s`, `2.0 min`, `3.0 hours`. */
function millisToString(duration: Duration): string {
  if (duration > 3_600_000) return `${(duration / 3_600_000).toFixed(1)} hours`;
  if (duration > 60_000) return `${(duration / 60_000).toFixed(1)} min`;
  if (duration > 1000) return `${(duration / 1000).toFixed(1)} s`;
  return `${duration.toFixed(1)} ms`;
}
