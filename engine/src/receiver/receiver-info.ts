import type { Time } from '../time/duration.ts';

/** One receiver, as listeners see it. */
export interface ReceiverInfo {
  readonly streamId: number;
  readonly name: string;
  readonly active: boolean;
  /** The name of the host that it runs on; '' while it does not run. */
  readonly location: string;
  /** `driver`: receivers run in the process that makes the batches; '' while it does not run. */
  readonly executorId: string;
  /** '' when it has none. */
  readonly lastErrorMessage: string;
  /** Stack of the last error; '' when there is none. */
  readonly lastError: string;
  /** Epoch ms; -1 before the first. */
  readonly lastErrorTime: Time;
}

/** What happens to a receiver. */
export type ReceiverEvent = 'onReceiverStarted' | 'onReceiverError' | 'onReceiverStopped';
