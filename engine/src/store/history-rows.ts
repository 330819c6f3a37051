import type { StreamInputInfo } from '../receiver/input-info.ts';
import type { BatchInfo, OutputOperationInfo } from '../scheduler/batch-info.ts';
import { withShortReasons } from '../scheduler/completed-batches.ts';
import type { ApplicationRecord, BatchHistoryRecord } from './history-records.ts';

/** A row of `streaming_application`. */
export interface ApplicationRow {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly pid: number;
  readonly batch_duration_ms: number;
  readonly start_time: number;
  readonly last_updated: number;
  readonly end_time: number | null;
  readonly completed_batches: number;
  readonly failed_batches: number;
  readonly received_records: number;
  readonly processed_records: number;
}

/** A row of `streaming_batch`. */
export interface BatchRow {
  readonly application_id: string;
  readonly batch_time: number;
  readonly submission_time: number;
  readonly processing_start_time: number | null;
  readonly processing_end_time: number | null;
  readonly num_records: number;
  readonly failure_reason: string | null;
  readonly inputs: string;
  readonly operations: string;
}

interface OperationJson extends Omit<OutputOperationInfo, 'batchTime' | 'duration'> {
  readonly jobIds: readonly number[];
}

/** Characters kept of one input's metadata: a source may tell of thousands of files. */
const MAX_METADATA_LENGTH = 4096;

export function rowOfApplication(record: ApplicationRecord): ApplicationRow {
  const { totals } = record;
  return {
    id: record.id,
    name: record.name,
    version: record.version,
    pid: record.pid,
    batch_duration_ms: record.batchDuration,
    start_time: record.startTime,
    last_updated: record.lastUpdated,
    end_time: record.endTime ?? null,
    completed_batches: totals.numTotalCompletedBatches,
    failed_batches: totals.numTotalFailedBatches,
    received_records: totals.numTotalReceivedRecords,
    processed_records: totals.numTotalProcessedRecords,
  };
}

export function applicationOf(row: ApplicationRow): ApplicationRecord {
  return {
    id: row.id,
    name: row.name,
    version: row.version,
    pid: row.pid,
    batchDuration: row.batch_duration_ms,
    startTime: row.start_time,
    lastUpdated: row.last_updated,
    endTime: row.end_time ?? undefined,
    totals: {
      numTotalCompletedBatches: row.completed_batches,
      numTotalFailedBatches: row.failed_batches,
      numTotalReceivedRecords: row.received_records,
      numTotalProcessedRecords: row.processed_records,
    },
  };
}

export function rowOfBatch(applicationId: string, { info, jobIds }: BatchHistoryRecord): BatchRow {
  const batch = withShortReasons(info);
  const inputs = [...batch.streamIdToInputInfo.values()].map(({ inputStreamId, numRecords, metadata }) => ({
    inputStreamId,
    numRecords,
    metadata: jsonMetadata(metadata),
  }));
  const operations = batch.outputOperationInfos.map(
    ({ id, name, description, startTime, endTime, failureReason }) => ({
      id,
      name,
      description,
      startTime,
      endTime,
      failureReason,
      jobIds: jobIds.get(id) ?? [],
    }),
  );
  return {
    application_id: applicationId,
    batch_time: batch.batchTime,
    submission_time: batch.submissionTime,
    processing_start_time: batch.processingStartTime ?? null,
    processing_end_time: batch.processingEndTime ?? null,
    num_records: batch.numRecords,
    failure_reason: batch.failureReason ?? null,
    inputs: JSON.stringify(inputs),
    operations: JSON.stringify(operations),
  };
}

export function batchOf(row: BatchRow): BatchHistoryRecord {
  const inputs = JSON.parse(row.inputs) as StreamInputInfo[];
  const operations = JSON.parse(row.operations) as OperationJson[];
  const { submission_time: submissionTime, processing_start_time: start, processing_end_time: end } = row;
  const info: BatchInfo = {
    batchTime: row.batch_time,
    status: row.failure_reason === null ? 'completed' : 'failed',
    submissionTime,
    streamIdToInputInfo: new Map(inputs.map((input) => [input.inputStreamId, input])),
    numRecords: row.num_records,
    ...(start === null ? {} : { processingStartTime: start, schedulingDelay: start - submissionTime }),
    ...(start === null || end === null
      ? {}
      : { processingEndTime: end, processingDelay: end - start, totalDelay: end - submissionTime }),
    ...(row.failure_reason === null ? {} : { failureReason: row.failure_reason }),
    outputOperationInfos: operations.map(({ jobIds: _, ...operation }) => ({
      ...operation,
      batchTime: row.batch_time,
      ...(operation.startTime === undefined || operation.endTime === undefined
        ? {}
        : { duration: operation.endTime - operation.startTime }),
    })),
  };
  return { info, jobIds: new Map(operations.map(({ id, jobIds }) => [id, jobIds])) };
}

/** What can be written of a source's metadata, its description at least: a source may put anything there. */
function jsonMetadata(metadata: StreamInputInfo['metadata']): StreamInputInfo['metadata'] {
  try {
    if (JSON.stringify(metadata).length <= MAX_METADATA_LENGTH) return metadata;
  } catch {
    // A cycle or a bigint: not for JSON.
  }
  const description = metadata.Description;
  return typeof description === 'string' ? { Description: description.slice(0, MAX_METADATA_LENGTH) } : {};
}
