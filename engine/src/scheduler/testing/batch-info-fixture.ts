import type { BatchInfo, OutputOperationInfo } from '../batch-info.ts';

/** For tests: a batch of one input, `records` of it, and output operations 0 and 1. */
export function batchInfo(batchTime: number, records = 1, change: Partial<BatchInfo> = {}): BatchInfo {
  return {
    batchTime,
    status: 'waiting',
    submissionTime: batchTime,
    numRecords: records,
    streamIdToInputInfo: new Map([[0, { inputStreamId: 0, numRecords: records, metadata: {} }]]),
    outputOperationInfos: [operation(batchTime, 0), operation(batchTime, 1)],
    ...change,
  };
}

export function operation(
  batchTime: number,
  id: number,
  change: Partial<OutputOperationInfo> = {},
): OutputOperationInfo {
  return { batchTime, id, name: 'foreachRDD', description: `foreachRDD at app.ts:${id + 1}`, ...change };
}

/** The same batch when it runs: it waited `schedulingDelay` ms. */
export function started(batch: BatchInfo, schedulingDelay = 0): BatchInfo {
  return {
    ...batch,
    status: 'running',
    processingStartTime: batch.submissionTime + schedulingDelay,
    schedulingDelay,
  };
}

/** The same batch when it has run for `processingDelay` ms; a reason makes its operation 0 a failed one. */
export function completed(batch: BatchInfo, processingDelay = 5, failureReason?: string): BatchInfo {
  const running = batch.processingStartTime === undefined ? started(batch) : batch;
  const { processingStartTime = 0, schedulingDelay = 0, submissionTime } = running;
  const endTime = processingStartTime + processingDelay;
  return {
    ...running,
    status: failureReason === undefined ? 'completed' : 'failed',
    processingEndTime: endTime,
    processingDelay,
    totalDelay: schedulingDelay + processingDelay,
    submissionTime,
    ...(failureReason === undefined ? {} : { failureReason }),
    outputOperationInfos: running.outputOperationInfos.map((each) => ({
      ...each,
      startTime: processingStartTime,
      endTime,
      duration: processingDelay,
      ...(failureReason === undefined || each.id !== 0 ? {} : { failureReason }),
    })),
  };
}
