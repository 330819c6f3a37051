import type { StorageTrouble } from '../checkpoint/storage-health.ts';
import type { BatchTotals } from '../pipeline/batch-record.ts';
import type { HashtagWindows } from '../pipeline/hashtag-windows.ts';
import type { LineProtocolCounters } from '../sources/line-protocol/counters.ts';
import type { LineProtocolStatus } from '../sources/line-protocol/source-status.ts';
import type { BatchSummary } from '../store/committer.ts';
import type { Clock } from '../time/clock.ts';
import type { Metric, ScalarMetric } from './metric.ts';

/** What the product's metrics are read from. The functions are asked at each scrape. */
export interface ProductMetricsParts {
  readonly clock: Clock;
  readonly source: () => LineProtocolStatus;
  readonly counters: Readonly<LineProtocolCounters>;
  readonly windows: HashtagWindows;
  readonly numClients: () => number;
  /** Batches in the database. */
  readonly numBatches: () => number;
  readonly lastBatch: () => BatchSummary | undefined;
  readonly storage: () => StorageTrouble | undefined;
}

const FAULTS: readonly StorageTrouble['fault'][] = ['disk-full', 'io-error', 'busy'];

const STATES: readonly LineProtocolStatus['state'][] = ['connecting', 'connected', 'ended', 'failed'];

/** What hashtide counts beyond what every streaming program does: posts, its source, its screens. */
export class ProductMetrics {
  readonly #parts: ProductMetricsParts;
  readonly #totals = {
    positive: 0,
    neutral: 0,
    negative: 0,
    unscored: 0,
    late: 0,
    duplicate: 0,
    rejected: 0,
  };

  constructor(parts: ProductMetricsParts) {
    this.#parts = parts;
  }

  /** A batch was committed. */
  committed(totals: Readonly<BatchTotals>): void {
    const ours = this.#totals;
    for (const key of Object.keys(ours) as (keyof typeof ours)[]) ours[key] += totals[key];
  }

  get metrics(): readonly Metric[] {
    return [...this.#posts, ...this.#source, ...this.#store];
  }

  get #posts(): readonly Metric[] {
    const totals = this.#totals;
    return [
      {
        type: 'counter',
        name: 'hashtide_posts_total',
        help: 'Posts counted and committed, by their label',
        labels: ['label'],
        read: () =>
          (['positive', 'neutral', 'negative'] as const).map((label) => ({
            labels: { label },
            value: totals[label],
          })),
      },
      counter('posts_unscored_total', 'Posts in a language that no model knows', () => totals.unscored),
      counter('posts_late_total', 'Posts that came after their batch had closed', () => totals.late),
      {
        type: 'counter',
        name: 'hashtide_posts_dropped_total',
        help: 'Records that were not counted, by reason',
        labels: ['reason'],
        read: () =>
          (['duplicate', 'rejected'] as const).map((reason) => ({
            labels: { reason },
            value: totals[reason],
          })),
      },
    ];
  }

  get #source(): readonly Metric[] {
    const { source, counters } = this.#parts;
    return [
      gauge('source_up', 'Whether the reader is connected (1) or not (0)', () =>
        source().state === 'connected' ? 1 : 0,
      ),
      {
        type: 'gauge',
        name: 'hashtide_source_state',
        help: 'How the reader is: 1 for that state',
        labels: ['state'],
        read: () => STATES.map((state) => ({ labels: { state }, value: source().state === state ? 1 : 0 })),
      },
      counter('source_records_total', 'Records that the reader has sent', () => counters.records),
      counter('source_repeated_records_total', 'Records that came again', () => counters.duplicates),
      counter('source_lost_records_total', 'Records that the reader no longer had', () => counters.lost),
      counter('source_disconnects_total', 'Connections to the reader that ended', () => counters.disconnects),
      counter('source_gaps_total', 'Connections given up for a missing record', () => counters.gaps),
      {
        type: 'counter',
        name: 'hashtide_source_bad_lines_total',
        help: 'Lines that were no record, by what was wrong',
        labels: ['reason'],
        read: () => [
          { labels: { reason: 'too_long' }, value: counters.tooLong },
          { labels: { reason: 'bad_utf8' }, value: counters.badUtf8 },
          { labels: { reason: 'bad_line' }, value: counters.badLines },
        ],
      },
    ];
  }

  get #store(): readonly Metric[] {
    const { clock, source, windows, numClients, numBatches, lastBatch } = this.#parts;
    return [
      gauge('database_batches', 'Batches in the database', numBatches),
      gauge('last_batch_timestamp_seconds', 'End of the last committed batch, as Unix time; -1: none', () => {
        const batchTime = lastBatch()?.batchTime;
        return batchTime === undefined ? -1 : batchTime / 1000;
      }),
      gauge(
        'batch_lag_seconds',
        'How long ago the last committed batch ended; 0 for a recording, whose clock is its own',
        () => {
          const batchTime = lastBatch()?.batchTime;
          if (batchTime === undefined || source().clock !== 'live') return 0;
          return Math.max(0, (clock.now() - batchTime) / 1000);
        },
      ),
      {
        type: 'gauge',
        name: 'hashtide_window_hashtags',
        help: 'Hashtags in each window',
        labels: ['window_seconds'],
        read: () =>
          windows.windowDurations.map((windowDuration) => ({
            labels: { window_seconds: String(windowDuration / 1000) },
            value: windows.totals(windowDuration).numHashtags,
          })),
      },
      gauge('storage_up', 'Whether all can be written (1), or intake is paused (0)', () =>
        this.#parts.storage() === undefined ? 1 : 0,
      ),
      {
        type: 'gauge',
        name: 'hashtide_storage_state',
        help: 'Why nothing can be written: 1 for that reason',
        labels: ['fault'],
        read: () =>
          FAULTS.map((fault) => ({
            labels: { fault },
            value: this.#parts.storage()?.fault === fault ? 1 : 0,
          })),
      },
      gauge('feed_clients', 'Screens that are connected', numClients),
    ];
  }
}

function gauge(name: string, help: string, read: () => number): ScalarMetric {
  return { type: 'gauge', name: `hashtide_${name}`, help, read };
}

function counter(name: string, help: string, read: () => number): ScalarMetric {
  return { ...gauge(name, help, read), type: 'counter' };
}
