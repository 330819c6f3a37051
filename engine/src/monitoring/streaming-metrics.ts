import type { BatchInfo } from '../scheduler/batch-info.ts';
import type { StreamingStatistics } from '../scheduler/streaming-statistics.ts';
import type { ScalarMetric } from './metric.ts';

/** Spark's StreamingMetrics source: the same values under Prometheus's names, -1 where Spark says -1. */
export function streamingMetrics(statistics: StreamingStatistics): readonly ScalarMetric[] {
  const completed = (): BatchInfo | undefined => statistics.lastCompletedBatch;
  const received = (): BatchInfo | undefined => statistics.lastReceivedBatch;
  return [
    gauge('receivers', 'receivers', 'Receivers of the program', () => statistics.numReceivers),
    counter(
      'totalCompletedBatches',
      'completed_batches_total',
      'Batches that have completed, well or not',
      () => statistics.totals.numTotalCompletedBatches,
    ),
    counter(
      'totalReceivedRecords',
      'received_records_total',
      'Records of batches that have started',
      () => statistics.totals.numTotalReceivedRecords,
    ),
    counter(
      'totalProcessedRecords',
      'processed_records_total',
      'Records of batches that have completed',
      () => statistics.totals.numTotalProcessedRecords,
    ),
    gauge(
      'unprocessedBatches',
      'unprocessed_batches',
      'Batches that wait or run',
      () => statistics.numUnprocessedBatches,
    ),
    gauge('waitingBatches', 'waiting_batches', 'Batches that wait', () => statistics.waitingBatches.length),
    gauge('runningBatches', 'running_batches', 'Batches that run', () => statistics.runningBatches.length),
    gauge(
      'retainedCompletedBatches',
      'retained_completed_batches',
      'Completed batches that are remembered',
      () => statistics.retainedCompletedBatches.length,
    ),
    ...timestamps('lastCompletedBatch', 'last_completed_batch', 'the last completed batch', completed),
    delay(
      'processingDelay',
      'processing_delay',
      'was worked on',
      (batch) => batch?.processingDelay,
      completed,
    ),
    delay('schedulingDelay', 'scheduling_delay', 'waited', (batch) => batch?.schedulingDelay, completed),
    delay('totalDelay', 'total_delay', 'took, waiting included', (batch) => batch?.totalDelay, completed),
    ...timestamps('lastReceivedBatch', 'last_received_batch', 'the newest batch', received),
    gauge('lastReceivedBatch_records', 'last_received_batch_records', 'Records of the newest batch', () =>
      statistics.lastReceivedBatchRecords.values().reduce((sum, records) => sum + records, 0),
    ),
  ];
}

function gauge(spark: string, name: string, help: string, read: () => number): ScalarMetric {
  return { type: 'gauge', spark: `streaming.${spark}`, name: `hashtide_streaming_${name}`, help, read };
}

function counter(spark: string, name: string, help: string, read: () => number): ScalarMetric {
  return { ...gauge(spark, name, help, read), type: 'counter' };
}

function timestamps(
  spark: string,
  name: string,
  which: string,
  batch: () => BatchInfo | undefined,
): ScalarMetric[] {
  const at = (ours: string, theirs: string, verb: string, read: () => number | undefined): ScalarMetric =>
    gauge(
      `${spark}_${theirs}`,
      `${name}_${ours}_timestamp_seconds`,
      `When ${which} ${verb}, as Unix time; -1: none has`,
      () => inSeconds(read()),
    );
  return [
    at('submission', 'submissionTime', 'was handed over', () => batch()?.submissionTime),
    at('processing_start', 'processingStartTime', 'began to run', () => batch()?.processingStartTime),
    at('processing_end', 'processingEndTime', 'completed', () => batch()?.processingEndTime),
  ];
}

function delay(
  spark: string,
  name: string,
  verb: string,
  read: (batch: BatchInfo | undefined) => number | undefined,
  batch: () => BatchInfo | undefined,
): ScalarMetric {
  return gauge(
    `lastCompletedBatch_${spark}`,
    `last_completed_batch_${name}_seconds`,
    `How long the last completed batch ${verb}; -1: none has`,
    () => inSeconds(read(batch())),
  );
}

/** Spark's -1 stays -1: it is no time. */
function inSeconds(milliseconds: number | undefined): number {
  return milliseconds === undefined ? -1 : milliseconds / 1000;
}
