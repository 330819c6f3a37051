import type { StreamInputInfo } from '../receiver/input-info.ts';
import type { Duration, Time } from '../time/duration.ts';

/** One output operation of one batch. */
export interface OutputOperationInfo {
  readonly batchTime: Time;
  readonly id: number;
  readonly name: string;
  /** Where it was defined. */
  readonly description: string;
  readonly startTime?: Time;
  readonly endTime?: Time;
  /** endTime − startTime. */
  readonly duration?: Duration;
  /** Message and stack of what it threw. */
  readonly failureReason?: string;
}

/** `failed`: all is over, and an output operation threw. What it should have done is not done. */
export type BatchStatus = 'waiting' | 'running' | 'completed' | 'failed';

/** One batch: what it holds and when it was worked on. What has not happened yet is absent. */
export interface BatchInfo {
  readonly batchTime: Time;
  readonly status: BatchStatus;
  readonly streamIdToInputInfo: ReadonlyMap<number, StreamInputInfo>;
  /** When the batch was handed to the scheduler. */
  readonly submissionTime: Time;
  readonly processingStartTime?: Time;
  readonly processingEndTime?: Time;
  /** processingStartTime − submissionTime. */
  readonly schedulingDelay?: Duration;
  /** processingEndTime − processingStartTime. */
  readonly processingDelay?: Duration;
  /** schedulingDelay + processingDelay. */
  readonly totalDelay?: Duration;
  /** Over all inputs that say how much they gave. */
  readonly numRecords: number;
  /** In the order of their definition. */
  readonly outputOperationInfos: readonly OutputOperationInfo[];
  /** That of the first output operation that failed; absent: none has. */
  readonly failureReason?: string;
}
