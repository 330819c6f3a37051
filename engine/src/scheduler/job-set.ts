import type { Job } from '../dstream/output-operation.ts';
import type { StreamInputInfo } from '../receiver/input-info.ts';
import type { Time } from '../time/duration.ts';
import type { BatchInfo, BatchStatus, OutputOperationInfo } from './batch-info.ts';

/** All jobs of one batch and what has become of them so far. */
export class JobSet {
  readonly batchTime: Time;
  readonly submissionTime: Time;
  readonly jobs: readonly Job[];
  readonly inputs: ReadonlyMap<number, StreamInputInfo>;
  readonly #operations: OutputOperationInfo[];
  #processingStartTime: Time | undefined;
  #processingEndTime: Time | undefined;
  #isCutShort = false;
  #stateFailure: string | undefined;

  constructor(
    batchTime: Time,
    submissionTime: Time,
    jobs: readonly Job[],
    inputs: ReadonlyMap<number, StreamInputInfo>,
  ) {
    this.batchTime = batchTime;
    this.submissionTime = submissionTime;
    this.jobs = jobs;
    this.inputs = inputs;
    this.#operations = jobs.map(({ operation: { id, name, description } }) => ({
      batchTime,
      id,
      name,
      description,
    }));
  }

  /** An output starts. @returns whether it is the first */
  started(now: Time): boolean {
    if (this.#processingStartTime !== undefined) return false;
    this.#processingStartTime = now;
    return true;
  }

  completed(now: Time): void {
    this.#processingEndTime = now;
  }

  operationStarted(index: number, now: Time): OutputOperationInfo {
    return this.#update(index, { startTime: now });
  }

  operationCompleted(index: number, now: Time, failureReason: string | undefined): OutputOperationInfo {
    const duration = now - (this.#operations[index]?.startTime ?? now);
    return this.#update(index, {
      endTime: now,
      duration,
      ...(failureReason === undefined ? {} : { failureReason }),
    });
  }

  /** A state could not be worked out, whether an output had asked for it or not. */
  stateFailed(reason: string): void {
    this.#stateFailure ??= reason;
  }

  /** Some of its outputs were left out. */
  cutShort(): void {
    this.#isCutShort = true;
  }

  get isCutShort(): boolean {
    return this.#isCutShort;
  }

  get hasFailed(): boolean {
    return this.#failureReason !== undefined;
  }

  get #failureReason(): string | undefined {
    const failed = this.#operations.find(({ failureReason }) => failureReason !== undefined);
    return failed?.failureReason ?? this.#stateFailure;
  }

  /** How it stands now; does not change afterwards. */
  get batchInfo(): BatchInfo {
    const start = this.#processingStartTime;
    const end = this.#processingEndTime;
    let numRecords = 0;
    for (const info of this.inputs.values()) numRecords += info.numRecords;
    const failureReason = this.#failureReason;
    return {
      batchTime: this.batchTime,
      status: this.#status,
      submissionTime: this.submissionTime,
      streamIdToInputInfo: this.inputs,
      numRecords,
      outputOperationInfos: [...this.#operations],
      ...(failureReason === undefined ? {} : { failureReason }),
      ...(start === undefined
        ? {}
        : { processingStartTime: start, schedulingDelay: start - this.submissionTime }),
      ...(start === undefined || end === undefined
        ? {}
        : { processingEndTime: end, processingDelay: end - start, totalDelay: end - this.submissionTime }),
    };
  }

  get #status(): BatchStatus {
    if (this.#processingStartTime === undefined) return 'waiting';
    if (this.#processingEndTime === undefined) return 'running';
    return this.hasFailed ? 'failed' : 'completed';
  }

  #update(index: number, change: Partial<OutputOperationInfo>): OutputOperationInfo {
    const updated = { ...(this.#operations[index] as OutputOperationInfo), ...change };
    this.#operations[index] = updated;
    return updated;
  }
}
