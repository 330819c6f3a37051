import type { ReceiverInfo } from '../receiver/receiver-info.ts';
import type { Time } from '../time/duration.ts';
import type { BatchInfo, OutputOperationInfo } from './batch-info.ts';

/** What happens in a StreamingContext. Each is called in the order of events; what one throws
 * becomes a process warning and stops nothing. */
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
