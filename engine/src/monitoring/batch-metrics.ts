import type { ReceiverInfo } from '../receiver/receiver-info.ts';
import type { BatchInfo } from '../scheduler/batch-info.ts';
import type { StreamingListener } from '../scheduler/streaming-listener.ts';
import type { StreamingStatistics } from '../scheduler/streaming-statistics.ts';
import { DelayHistogram } from './delay-histogram.ts';
import type { Metric, Sample } from './metric.ts';

/** What Spark's gauges do not tell: how delays are spread, what failed, which receivers run. A listener. */
export class BatchMetrics implements StreamingListener {
  readonly #statistics: StreamingStatistics;
  readonly #schedulingDelay = new DelayHistogram();
  readonly #processingDelay = new DelayHistogram();
  readonly #totalDelay = new DelayHistogram();
  readonly #receiverErrors = new Map<number, number>();
  #numSucceeded = 0;
  #numFailed = 0;

  constructor(statistics: StreamingStatistics) {
    this.#statistics = statistics;
  }

  onBatchCompleted({ schedulingDelay, processingDelay, totalDelay, failureReason }: BatchInfo): void {
    if (schedulingDelay !== undefined) this.#schedulingDelay.observe(schedulingDelay);
    if (processingDelay !== undefined) this.#processingDelay.observe(processingDelay);
    if (totalDelay !== undefined) this.#totalDelay.observe(totalDelay);
    if (failureReason === undefined) this.#numSucceeded += 1;
    else this.#numFailed += 1;
  }

  onReceiverError({ streamId }: ReceiverInfo): void {
    this.#receiverErrors.set(streamId, (this.#receiverErrors.get(streamId) ?? 0) + 1);
  }

  get metrics(): readonly Metric[] {
    const ofReceivers = (read: (streamId: number) => number): readonly Sample[] =>
      this.#statistics.streams
        .filter(({ hasReceiver }) => hasReceiver)
        .map(({ id, name }) => ({ labels: { stream: String(id), name }, value: read(id) }));
    return [
      {
        type: 'gauge',
        name: 'hashtide_batch_interval_seconds',
        help: 'Time between two batches',
        read: () => this.#statistics.batchDuration / 1000,
      },
      {
        type: 'counter',
        name: 'hashtide_batches_total',
        help: 'Batches that have completed, by whether an output operation failed',
        labels: ['status'],
        read: () => [
          { labels: { status: 'succeeded' }, value: this.#numSucceeded },
          { labels: { status: 'failed' }, value: this.#numFailed },
        ],
      },
      {
        type: 'histogram',
        name: 'hashtide_batch_scheduling_delay_seconds',
        help: 'How long completed batches waited',
        read: () => this.#schedulingDelay.values,
      },
      {
        type: 'histogram',
        name: 'hashtide_batch_processing_delay_seconds',
        help: 'How long completed batches were worked on',
        read: () => this.#processingDelay.values,
      },
      {
        type: 'histogram',
        name: 'hashtide_batch_total_delay_seconds',
        help: 'How long completed batches took, waiting included',
        read: () => this.#totalDelay.values,
      },
      {
        type: 'gauge',
        name: 'hashtide_receiver_up',
        help: 'Whether a receiver runs (1) or not (0)',
        labels: ['stream', 'name'],
        read: () => ofReceivers((id) => (this.#statistics.receiverInfo(id)?.active ? 1 : 0)),
      },
      {
        type: 'counter',
        name: 'hashtide_receiver_errors_total',
        help: 'Errors that receivers have reported',
        labels: ['stream', 'name'],
        read: () => ofReceivers((id) => this.#receiverErrors.get(id) ?? 0),
      },
    ];
  }
}
