import type { BatchInfo, OutputOperationInfo } from '../scheduler/batch-info.ts';
import type { BatchProgress, StreamingStatistics } from '../scheduler/streaming-statistics.ts';
import type { Duration, Time } from '../time/duration.ts';
import type { Application, ApplicationBatch } from './application.ts';

// The objects of Spark's REST, field for field. What is not known is left out, as Spark leaves it out.

/** A time as Spark's REST writes it: `2015-05-14T21:04:40.452GMT`. */
function restTime(time: Time): string {
  return new Date(time).toISOString().replace('Z', 'GMT');
}

/** What Spark shows of a time that is not there: the moment before 1970. */
const NO_TIME = -1;

export function applicationResource(application: Application, now: Time) {
  const { id, name, startTime, endTime = NO_TIME, lastUpdated, version } = application;
  const isCompleted = endTime !== NO_TIME;
  return {
    id,
    name,
    attempts: [
      {
        startTime: restTime(startTime),
        endTime: restTime(endTime),
        lastUpdated: restTime(lastUpdated),
        duration: startTime === NO_TIME ? 0 : (isCompleted ? endTime : now) - startTime,
        sparkUser: '',
        completed: isCompleted,
        appSparkVersion: version,
        startTimeEpoch: startTime,
        endTimeEpoch: endTime,
        lastUpdatedEpoch: lastUpdated,
      },
    ],
  };
}

export function statisticsResource(statistics: StreamingStatistics) {
  const { batchDuration, totals, retainedBatches: batches } = statistics;
  return {
    startTime: restTime(statistics.startTime),
    batchDuration,
    numReceivers: statistics.numReceivers,
    numActiveReceivers: statistics.numActiveReceivers,
    numInactiveReceivers: statistics.numInactiveReceivers,
    numTotalCompletedBatches: totals.numTotalCompletedBatches,
    numRetainedCompletedBatches: statistics.retainedCompletedBatches.length,
    numActiveBatches: statistics.numUnprocessedBatches,
    numProcessedRecords: totals.numTotalProcessedRecords,
    numReceivedRecords: totals.numTotalReceivedRecords,
    avgInputRate: mean(batches.map(({ numRecords }) => (numRecords * 1000) / batchDuration)),
    avgSchedulingDelay: meanDelay(batches.map(({ schedulingDelay }) => schedulingDelay)),
    avgProcessingTime: meanDelay(batches.map(({ processingDelay }) => processingDelay)),
    avgTotalDelay: meanDelay(batches.map(({ totalDelay }) => totalDelay)),
  };
}

export function receiverResources(statistics: StreamingStatistics) {
  return statistics.streams
    .toSorted((a, b) => a.id - b.id)
    .map(({ id, name }) => {
      const info = statistics.receiverInfo(id);
      const rates = statistics.recordRates(id);
      return {
        streamId: id,
        streamName: info?.name ?? name,
        isActive: info?.active,
        executorId: info?.executorId,
        executorHost: info?.location,
        lastErrorTime:
          info !== undefined && info.lastErrorTime >= 0 ? restTime(info.lastErrorTime) : undefined,
        lastErrorMessage: info?.lastErrorMessage || undefined,
        lastError: info?.lastError || undefined,
        avgEventRate: mean(rates.map(({ recordsPerSecond }) => recordsPerSecond)),
        eventRates: rates.map(({ batchTime, recordsPerSecond }) => [batchTime, recordsPerSecond] as const),
      };
    });
}

/** Every batch, newest first. */
export function batchResources(statistics: StreamingStatistics) {
  const { batchDuration } = statistics;
  const of = (status: BatchProgress['status'], batches: readonly BatchInfo[]) =>
    batches.map((info) => batchResource({ status, info }, batchDuration));
  return [
    ...of('COMPLETED', statistics.retainedCompletedBatches),
    ...of('QUEUED', statistics.waitingBatches),
    ...of('PROCESSING', statistics.runningBatches),
  ].sort((a, b) => b.batchId - a.batchId);
}

export function batchResource({ status, info }: BatchProgress, batchDuration: Duration) {
  const { batchTime, schedulingDelay, processingDelay, totalDelay, outputOperationInfos: operations } = info;
  const ended = operations.filter(({ endTime }) => endTime !== undefined);
  const failed = ended.filter(({ failureReason }) => failureReason !== undefined);
  return {
    batchId: batchTime,
    batchTime: restTime(batchTime),
    status,
    batchDuration,
    inputSize: info.numRecords,
    schedulingDelay,
    processingTime: processingDelay,
    totalDelay,
    numActiveOutputOps: operations.filter(
      ({ startTime, endTime }) => startTime !== undefined && endTime === undefined,
    ).length,
    numCompletedOutputOps: ended.length - failed.length,
    numFailedOutputOps: failed.length,
    numTotalOutputOps: operations.length,
    firstFailureReason: failed[0]?.failureReason,
  };
}

/** Of one batch, by id. */
export function operationResources({ info, jobIds }: ApplicationBatch) {
  return info.outputOperationInfos
    .toSorted((a, b) => a.id - b.id)
    .map((operation) => operationResource(operation, jobIds(operation.id)));
}

function operationResource(operation: OutputOperationInfo, jobIds: readonly number[]) {
  const { id, name, description, startTime, endTime, duration, failureReason } = operation;
  return {
    outputOpId: id,
    name,
    description,
    startTime: startTime === undefined ? undefined : restTime(startTime),
    endTime: endTime === undefined ? undefined : restTime(endTime),
    duration,
    failureReason,
    jobIds,
  };
}

function mean(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Whole ms, as Spark's. */
function meanDelay(delays: readonly (Duration | undefined)[]): Duration | undefined {
  const average = mean(delays.filter((delay) => delay !== undefined));
  return average === undefined ? undefined : Math.trunc(average);
}
