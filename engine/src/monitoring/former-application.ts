import { StreamingStatistics } from '../scheduler/streaming-statistics.ts';
import type { HistoryFile } from '../store/history-file.ts';
import type { ApplicationRecord, BatchHistoryRecord } from '../store/history-records.ts';
import { isRunning } from '../store/is-running.ts';
import { type Application, type ApplicationBatch, retainedBatch } from './application.ts';

/** Batches that are read of a former run, as many as a running one retains. */
const RETAINED_BATCHES = 1000;

/** A run out of a history. Its statistics are made by telling them again what happened. */
export function formerApplication(history: HistoryFile, record: ApplicationRecord): Application {
  const { id, name, version, startTime, lastUpdated } = record;
  let statistics: StreamingStatistics | undefined;
  return {
    id,
    name,
    version,
    startTime,
    lastUpdated,
    endTime: record.endTime ?? (isRunning(record.pid) ? undefined : lastUpdated),
    get statistics() {
      statistics ??= statisticsOf(history, record);
      return statistics;
    },
    batch(batchTime) {
      return retainedBatch(this.statistics, batchTime) ?? storedBatch(history, id, batchTime);
    },
  };
}

/** A batch that only the history has. */
export function storedBatch(
  history: HistoryFile,
  applicationId: string,
  batchTime: number,
): ApplicationBatch | undefined {
  const stored = history.batch(applicationId, batchTime);
  return (
    stored && {
      status: 'COMPLETED',
      info: stored.info,
      jobIds: (outputOpId) => stored.jobIds.get(outputOpId) ?? [],
    }
  );
}

function statisticsOf(history: HistoryFile, record: ApplicationRecord): StreamingStatistics {
  const streams = history.streams(record.id);
  const batches = history.batches(record.id, RETAINED_BATCHES);
  const statistics = new StreamingStatistics({
    batchDuration: record.batchDuration,
    retainedBatches: RETAINED_BATCHES,
    streams: () => streams,
    totals: totalsBefore(record, batches),
  });
  statistics.onStreamingStarted({ time: record.startTime });
  for (const { info } of streams) if (info !== undefined) statistics.onReceiverStarted(info);
  for (const { info, jobIds } of batches) {
    statistics.onBatchStarted(info);
    statistics.onBatchCompleted(info);
    for (const [outputOpId, ids] of jobIds) {
      for (const jobId of ids) statistics.onJobStarted({ batchTime: info.batchTime, outputOpId, jobId });
    }
  }
  return statistics;
}

/** What had been counted when the first of `batches` came. */
function totalsBefore(
  { totals }: ApplicationRecord,
  batches: readonly BatchHistoryRecord[],
): ApplicationRecord['totals'] {
  const numRecords = batches.reduce((sum, { info }) => sum + info.numRecords, 0);
  const numFailed = batches.filter(({ info }) => info.failureReason !== undefined).length;
  return {
    numTotalCompletedBatches: totals.numTotalCompletedBatches - batches.length,
    numTotalFailedBatches: totals.numTotalFailedBatches - numFailed,
    numTotalReceivedRecords: totals.numTotalReceivedRecords - numRecords,
    numTotalProcessedRecords: totals.numTotalProcessedRecords - numRecords,
  };
}
