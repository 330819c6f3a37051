import type { ReceiverInfo } from '../receiver/receiver-info.ts';
import type { Duration, Time } from '../time/duration.ts';
import type { BatchInfo, OutputOperationInfo } from './batch-info.ts';
import { BatchJobs } from './batch-jobs.ts';
import { CompletedBatches } from './completed-batches.ts';
import type { StatisticsStream } from './statistics-stream.ts';
import type { JobStartedInfo, StreamingListener } from './streaming-listener.ts';

/** Options of {@link StreamingStatistics}. */
export interface StreamingStatisticsOptions {
  readonly batchDuration: Duration;
  /** Completed batches that are kept. Default 1000. */
  readonly retainedBatches?: number | undefined;
  /** Asked each time: streams may still be added. */
  readonly streams: () => readonly StatisticsStream[];
  /** What was counted before the first event. Default: nothing. */
  readonly totals?: Partial<StreamingTotals>;
}

/** Counted since the start. */
export interface StreamingTotals {
  readonly numTotalCompletedBatches: number;
  readonly numTotalFailedBatches: number;
  readonly numTotalReceivedRecords: number;
  readonly numTotalProcessedRecords: number;
}

/** Where a batch stands, as Spark's REST says it. */
export type ProgressStatus = 'QUEUED' | 'PROCESSING' | 'COMPLETED';

/** A batch and where it stands. */
export interface BatchProgress {
  readonly status: ProgressStatus;
  readonly info: BatchInfo;
}

/** Records a second of one input in one batch. */
export interface RecordRate {
  readonly batchTime: Time;
  readonly recordsPerSecond: number;
}

/**
 * What Spark's Streaming page, metrics and REST are read from: which batches wait, run and have completed, and how the
 * receivers are. A listener like any other; it copes with events that come out of order.
 */
export class StreamingStatistics implements StreamingListener {
  readonly batchDuration: Duration;
  readonly #streams: () => readonly StatisticsStream[];
  readonly #waiting = new Map<Time, BatchInfo>();
  readonly #running = new Map<Time, BatchInfo>();
  readonly #completed: CompletedBatches;
  readonly #receivers = new Map<number, ReceiverInfo>();
  readonly #jobs: BatchJobs;
  readonly #totals: { -readonly [K in keyof StreamingTotals]: number };
  #startTime: Time = -1;

  constructor({ batchDuration, retainedBatches = 1000, streams, totals }: StreamingStatisticsOptions) {
    this.batchDuration = batchDuration;
    this.#streams = streams;
    this.#completed = new CompletedBatches(retainedBatches);
    this.#jobs = new BatchJobs(() => this.#waiting.size + this.#running.size + this.#completed.size);
    this.#totals = {
      numTotalCompletedBatches: totals?.numTotalCompletedBatches ?? 0,
      numTotalFailedBatches: totals?.numTotalFailedBatches ?? 0,
      numTotalReceivedRecords: totals?.numTotalReceivedRecords ?? 0,
      numTotalProcessedRecords: totals?.numTotalProcessedRecords ?? 0,
    };
  }

  // Events

  onStreamingStarted({ time }: { readonly time: Time }): void {
    this.#startTime = time;
  }

  onBatchSubmitted(batch: BatchInfo): void {
    if (this.batch(batch.batchTime) === undefined) this.#waiting.set(batch.batchTime, batch);
  }

  onBatchStarted(batch: BatchInfo): void {
    this.#waiting.delete(batch.batchTime);
    this.#totals.numTotalReceivedRecords += batch.numRecords;
    if (this.#completed.get(batch.batchTime) === undefined) this.#running.set(batch.batchTime, batch);
  }

  onBatchCompleted(batch: BatchInfo): void {
    this.#waiting.delete(batch.batchTime);
    this.#running.delete(batch.batchTime);
    this.#totals.numTotalCompletedBatches += 1;
    this.#totals.numTotalProcessedRecords += batch.numRecords;
    if (batch.failureReason !== undefined) this.#totals.numTotalFailedBatches += 1;
    const forgotten = this.#completed.add(batch);
    if (forgotten !== undefined) this.#jobs.forget(forgotten);
  }

  onOutputOperationStarted(operation: OutputOperationInfo): void {
    this.#update(operation);
  }

  onOutputOperationCompleted(operation: OutputOperationInfo): void {
    this.#update(operation);
  }

  onJobStarted({ batchTime, outputOpId, jobId }: JobStartedInfo): void {
    this.#jobs.add(batchTime, outputOpId, jobId);
  }

  onReceiverStarted(receiver: ReceiverInfo): void {
    this.#receivers.set(receiver.streamId, receiver);
  }

  onReceiverError(receiver: ReceiverInfo): void {
    this.#receivers.set(receiver.streamId, receiver);
  }

  onReceiverStopped(receiver: ReceiverInfo): void {
    this.#receivers.set(receiver.streamId, receiver);
  }

  // Batches

  /** Epoch ms; -1 before the start. */
  get startTime(): Time {
    return this.#startTime;
  }

  get totals(): StreamingTotals {
    return this.#totals;
  }

  get waitingBatches(): readonly BatchInfo[] {
    return [...this.#waiting.values()];
  }

  get runningBatches(): readonly BatchInfo[] {
    return [...this.#running.values()];
  }

  /** By the order of their completion. */
  get retainedCompletedBatches(): readonly BatchInfo[] {
    return this.#completed.all;
  }

  /** Those that wait, run or have completed, by batchTime. */
  get retainedBatches(): readonly BatchInfo[] {
    return [...this.#waiting.values(), ...this.#running.values(), ...this.#completed.all].sort(byBatchTime);
  }

  /** How many wait or run. */
  get numUnprocessedBatches(): number {
    return this.#waiting.size + this.#running.size;
  }

  /** Of the highest batchTime. */
  get lastCompletedBatch(): BatchInfo | undefined {
    return latest(this.#completed.all);
  }

  /** Of the highest batchTime; it may still wait. */
  get lastReceivedBatch(): BatchInfo | undefined {
    return latest([...this.#waiting.values(), ...this.#running.values(), ...this.#completed.all]);
  }

  batch(batchTime: Time): BatchProgress | undefined {
    const found: readonly (readonly [ProgressStatus, BatchInfo | undefined])[] = [
      ['QUEUED', this.#waiting.get(batchTime)],
      ['PROCESSING', this.#running.get(batchTime)],
      ['COMPLETED', this.#completed.get(batchTime)],
    ];
    for (const [status, info] of found) if (info !== undefined) return { status, info };
    return undefined;
  }

  /** Ids of the jobs that an output operation of a batch has started, in that order. */
  jobIds(batchTime: Time, outputOpId: number): readonly number[] {
    return this.#jobs.of(batchTime, outputOpId);
  }

  /** How many batches jobs are kept of: never more than waiting, running and completed ones, and ten. */
  get numBatchesWithJobs(): number {
    return this.#jobs.size;
  }

  // Streams

  /** Every input, with or without a receiver. */
  get streams(): readonly StatisticsStream[] {
    return this.#streams();
  }

  get numReceivers(): number {
    return this.#streams().filter(({ hasReceiver }) => hasReceiver).length;
  }

  get numActiveReceivers(): number {
    return [...this.#receivers.values()].filter(({ active }) => active).length;
  }

  /** Those that have been heard of and do not run. */
  get numInactiveReceivers(): number {
    return this.#receivers.size - this.numActiveReceivers;
  }

  receiverInfo(streamId: number): ReceiverInfo | undefined {
    return this.#receivers.get(streamId);
  }

  /** Of each retained batch, by batchTime. */
  recordRates(streamId: number): RecordRate[] {
    return this.retainedBatches.map(({ batchTime, streamIdToInputInfo }) => ({
      batchTime,
      recordsPerSecond: ((streamIdToInputInfo.get(streamId)?.numRecords ?? 0) * 1000) / this.batchDuration,
    }));
  }

  /** Records of the last received batch, by stream; empty before the first. */
  get lastReceivedBatchRecords(): ReadonlyMap<number, number> {
    const batch = this.lastReceivedBatch;
    if (batch === undefined) return new Map();
    const { streamIdToInputInfo: inputs } = batch;
    return new Map(this.#streams().map(({ id }) => [id, inputs.get(id)?.numRecords ?? 0]));
  }

  #update(operation: OutputOperationInfo): void {
    for (const batches of [this.#waiting, this.#running]) {
      const batch = batches.get(operation.batchTime);
      if (batch !== undefined) batches.set(operation.batchTime, withOperation(batch, operation));
    }
  }
}

function withOperation(batch: BatchInfo, operation: OutputOperationInfo): BatchInfo {
  const others = batch.outputOperationInfos.filter(({ id }) => id !== operation.id);
  return { ...batch, outputOperationInfos: [...others, operation].sort((a, b) => a.id - b.id) };
}

function byBatchTime(a: BatchInfo, b: BatchInfo): number {
  return a.batchTime - b.batchTime;
}

function latest(batches: readonly BatchInfo[]): BatchInfo | undefined {
  let last: BatchInfo | undefined;
  for (const batch of batches) if (last === undefined || batch.batchTime >= last.batchTime) last = batch;
  return last;
}
