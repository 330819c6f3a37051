import type { ReceiverInfo } from '../receiver/receiver-info.ts';
import type { Time } from '../time/duration.ts';
import type { BatchInfo, OutputOperationInfo } from './batch-info.ts';

/** A job of the engine begins (Spark's SparkListenerJobStart, as far as a batch is concerned). */
export interface JobStartedInfo {
  /** Counted over the EngineContext, from 0. */
  readonly jobId: number;
  readonly batchTime: Time;
  /** The output operation that runs it. */
  readonly outputOpId: number;
}

/**
 * What happens in a StreamingContext. Each is called in the order of events; what one throws, at once or as a promise,
 * becomes a process warning and stops nothing. Promises are not waited for.
 */
export interface StreamingListener {
  /** Once, at the end of `start()`. */
  onStreamingStarted?(event: { readonly time: Time }): void;
  /** No delay is known yet. */
  onBatchSubmitted?(batch: BatchInfo): void;
  /** Its first output operation starts: schedulingDelay is known. */
  onBatchStarted?(batch: BatchInfo): void;
  /** Its last output operation has ended, well or not: see its `failureReason`. */
  onBatchCompleted?(batch: BatchInfo): void;
  onOutputOperationStarted?(operation: OutputOperationInfo): void;
  onOutputOperationCompleted?(operation: OutputOperationInfo): void;
  onJobStarted?(job: JobStartedInfo): void;
  onReceiverStarted?(receiver: ReceiverInfo): void;
  /** It reported an error; it may go on. */
  onReceiverError?(receiver: ReceiverInfo): void;
  onReceiverStopped?(receiver: ReceiverInfo): void;
}
