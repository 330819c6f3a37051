import type { StreamInputInfo } from '../receiver/input-info.ts';
import type { ReceiverInfo } from '../receiver/receiver-info.ts';
import type { Duration, Time } from '../time/duration.ts';
import type { BatchInfo, OutputOperationInfo } from './batch-info.ts';
import type { StreamingListener } from './streaming-listener.ts';

/** {@link OutputOperationInfo} as PySpark gives it: what is unset is -1 or null. */
export interface PySparkOutputOperationInfo {
  readonly batchTime: Time;
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly startTime: Time;
  readonly endTime: Time;
  readonly failureReason: string | null;
}

/** {@link BatchInfo} as PySpark gives it: what is unset is -1. */
export interface PySparkBatchInfo {
  readonly batchTime: Time;
  readonly streamIdToInputInfo: ReadonlyMap<number, StreamInputInfo>;
  readonly submissionTime: Time;
  readonly processingStartTime: Time;
  readonly processingEndTime: Time;
  readonly schedulingDelay: Duration;
  readonly processingDelay: Duration;
  readonly totalDelay: Duration;
  readonly numRecords: number;
  readonly outputOperationInfos: ReadonlyMap<number, PySparkOutputOperationInfo>;
}

/** The methods that a PySpark (or Java) StreamingListener has. */
export interface PySparkListener {
  onStreamingStarted?(event: { readonly time: Time }): void;
  onBatchSubmitted?(event: { readonly batchInfo: PySparkBatchInfo }): void;
  onBatchStarted?(event: { readonly batchInfo: PySparkBatchInfo }): void;
  onBatchCompleted?(event: { readonly batchInfo: PySparkBatchInfo }): void;
  onOutputOperationStarted?(event: { readonly outputOperationInfo: PySparkOutputOperationInfo }): void;
  onOutputOperationCompleted?(event: { readonly outputOperationInfo: PySparkOutputOperationInfo }): void;
  onReceiverStarted?(event: { readonly receiverInfo: ReceiverInfo }): void;
  onReceiverError?(event: { readonly receiverInfo: ReceiverInfo }): void;
  onReceiverStopped?(event: { readonly receiverInfo: ReceiverInfo }): void;
}

/**
 * A listener ported from PySpark or Java as one of ours: `ssc.addStreamingListener(pySparkListener(listener))`. Events
 * come wrapped (`event.batchInfo`), times and delays that are not known are -1, reasons null.
 */
export function pySparkListener(listener: PySparkListener): StreamingListener {
  return {
    onStreamingStarted: (event) => listener.onStreamingStarted?.(event),
    onBatchSubmitted: (batch) => listener.onBatchSubmitted?.({ batchInfo: pySparkBatch(batch) }),
    onBatchStarted: (batch) => listener.onBatchStarted?.({ batchInfo: pySparkBatch(batch) }),
    onBatchCompleted: (batch) => listener.onBatchCompleted?.({ batchInfo: pySparkBatch(batch) }),
    onOutputOperationStarted: (operation) =>
      listener.onOutputOperationStarted?.({ outputOperationInfo: pySparkOperation(operation) }),
    onOutputOperationCompleted: (operation) =>
      listener.onOutputOperationCompleted?.({ outputOperationInfo: pySparkOperation(operation) }),
    onReceiverStarted: (receiverInfo) => listener.onReceiverStarted?.({ receiverInfo }),
    onReceiverError: (receiverInfo) => listener.onReceiverError?.({ receiverInfo }),
    onReceiverStopped: (receiverInfo) => listener.onReceiverStopped?.({ receiverInfo }),
  };
}

function pySparkBatch(batch: BatchInfo): PySparkBatchInfo {
  return {
    batchTime: batch.batchTime,
    streamIdToInputInfo: batch.streamIdToInputInfo,
    submissionTime: batch.submissionTime,
    processingStartTime: batch.processingStartTime ?? -1,
    processingEndTime: batch.processingEndTime ?? -1,
    schedulingDelay: batch.schedulingDelay ?? -1,
    processingDelay: batch.processingDelay ?? -1,
    totalDelay: batch.totalDelay ?? -1,
    numRecords: batch.numRecords,
    outputOperationInfos: new Map(
      batch.outputOperationInfos.map((operation) => [operation.id, pySparkOperation(operation)]),
    ),
  };
}

function pySparkOperation(operation: OutputOperationInfo): PySparkOutputOperationInfo {
  const { batchTime, id, name, description, startTime = -1, endTime = -1, failureReason = null } = operation;
  return { batchTime, id, name, description, startTime, endTime, failureReason };
}
