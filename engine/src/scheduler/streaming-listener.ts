import type { Time } from '../time/duration.ts';
import type { BatchInfo, OutputOperationInfo } from './batch-info.ts';

/** One receiver, as listeners see it. */
export interface ReceiverInfo {
  readonly streamId: number;
  readonly name: string;
  readonly active: boolean;
  /** '' when it has none. */
  readonly lastErrorMessage: string;
  /** Stack of the last error; '' when there is none. */
  readonly lastError: string;
  /** Epoch ms; -1 before the first. */
  readonly lastErrorTime: Time;
}

/** What happens in a StreamingContext. Each is called in the order of events; what one throws is reported, no more. */
export interface StreamingListener {
  onStreamingStarted?(event: { readonly time: Time }): void;
  onBatchSubmitted?(batch: BatchInfo): void;
  /** Its first output operation starts. */
  onBatchStarted?(batch: BatchInfo): void;
  /** Its last output operation has ended, well or not. */
  onBatchCompleted?(batch: BatchInfo): void;
  onOutputOperationStarted?(operation: OutputOperationInfo): void;
  onOutputOperationCompleted?(operation: OutputOperationInfo): void;
  onReceiverStarted?(receiver: ReceiverInfo): void;
  onReceiverError?(receiver: ReceiverInfo): void;
  onReceiverStopped?(receiver: ReceiverInfo): void;
}
