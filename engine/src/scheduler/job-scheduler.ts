import type { Job } from '../dstream/output-operation.ts';
import { StreamingError, toError } from '../errors.ts';
import type { Clock } from '../time/clock.ts';
import type { Time } from '../time/duration.ts';
import { giveWay } from '../time/give-way.ts';
import type { BatchInfo } from './batch-info.ts';
import type { JobSet } from './job-set.ts';
import type { ListenerBus } from './listener-bus.ts';

/**
 * What happens when an output operation throws. `fail`: the batch's other outputs are left out and the context
 * stops. `skip` (Spark's way): other outputs and later batches run; awaitTermination rejects. `retry`: up to 3
 * more times, then `fail`.
 */
export type FailedOutputPolicy = 'fail' | 'skip' | 'retry';

export interface JobSchedulerOptions {
  readonly clock: Clock;
  readonly listeners: ListenerBus;
  readonly failedOutputPolicy: FailedOutputPolicy;
  /** A batch's outputs have all run; its promise is waited for before the next batch. */
  readonly onCompleted: (batchTime: Time) => Promise<void>;
  readonly onError: (error: Error, isFatal: boolean) => void;
}

const MOST_RETRIES = 3;
/** Batches whose BatchInfo can still be asked for after they completed. */
const KEPT_BATCH_INFOS = 100;

/** Runs batches one at a time, in order, and a batch's outputs one after another, in the order of definition. */
export class JobScheduler {
  readonly #options: JobSchedulerOptions;
  readonly #queue: JobSet[] = [];
  readonly #unfinished = new Map<Time, JobSet>();
  readonly #completed = new Map<Time, BatchInfo>();
  #running: Promise<void> | undefined;
  #isStopped = false;

  constructor(options: JobSchedulerOptions) {
    this.#options = options;
  }

  /** How many batches wait or run. */
  get numUnfinished(): number {
    return this.#unfinished.size;
  }

  /** A batch without jobs is done at once, unseen by listeners. */
  submit(jobSet: JobSet): void {
    if (this.#isStopped) return;
    this.#unfinished.set(jobSet.batchTime, jobSet);
    this.#queue.push(jobSet);
    if (jobSet.jobs.length > 0) this.#options.listeners.post('onBatchSubmitted', jobSet.batchInfo);
    this.#running ??= this.#runAll();
  }

  /** Resolves when no batch waits or runs. Never rejects. */
  async awaitIdle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  getBatchInfo(batchTime: Time): BatchInfo | undefined {
    return this.#unfinished.get(batchTime)?.batchInfo ?? this.#completed.get(batchTime);
  }

  /** Drops what waits. What runs goes on to the end of its output operation. */
  stop(): void {
    this.#isStopped = true;
    for (const { batchTime } of this.#queue.splice(0)) this.#unfinished.delete(batchTime);
  }

  async #runAll(): Promise<void> {
    // A turn later, so that whoever submits has finished what it was doing.
    await undefined;
    for (let jobSet = this.#queue.shift(); jobSet !== undefined; jobSet = this.#queue.shift()) {
      await this.#run(jobSet);
      await giveWay();
    }
    this.#running = undefined;
  }

  async #run(jobSet: JobSet): Promise<void> {
    const { clock, listeners, onCompleted, onError } = this.#options;
    if (jobSet.jobs.length > 0) {
      jobSet.started(clock.now());
      listeners.post('onBatchStarted', jobSet.batchInfo);
      for (const [index, job] of jobSet.jobs.entries()) {
        if (!this.#isStopped) await this.#runJob(jobSet, index, job);
      }
      jobSet.completed(clock.now());
      listeners.post('onBatchCompleted', jobSet.batchInfo);
    }
    this.#unfinished.delete(jobSet.batchTime);
    this.#keepInfo(jobSet.batchInfo);
    await onCompleted(jobSet.batchTime).catch((error: unknown) => onError(toError(error), true));
  }

  async #runJob(jobSet: JobSet, index: number, job: Job): Promise<void> {
    const { clock, listeners, failedOutputPolicy } = this.#options;
    listeners.post('onOutputOperationStarted', jobSet.operationStarted(index, clock.now()));
    const error = await this.#attempt(job, failedOutputPolicy === 'retry' ? MOST_RETRIES : 0);
    const reason = error === undefined ? undefined : (error.stack ?? error.message);
    listeners.post('onOutputOperationCompleted', jobSet.operationCompleted(index, clock.now(), reason));
    if (error === undefined) return;
    const isFatal = failedOutputPolicy !== 'skip';
    if (isFatal) this.stop();
    this.#options.onError(outputFailed(jobSet.batchTime, job, error), isFatal);
  }

  async #attempt(job: Job, retries: number): Promise<Error | undefined> {
    try {
      await job.run();
      return undefined;
    } catch (thrown) {
      return retries === 0 ? toError(thrown) : this.#attempt(job, retries - 1);
    }
  }

  #keepInfo(info: BatchInfo): void {
    this.#completed.set(info.batchTime, info);
    for (const time of this.#completed.keys()) {
      if (this.#completed.size <= KEPT_BATCH_INFOS) return;
      this.#completed.delete(time);
    }
  }
}

function outputFailed(batchTime: Time, { operation }: Job, cause: Error): StreamingError {
  return new StreamingError(
    'OUTPUT_FAILED',
    `output operation ${operation.id} (${operation.description}) of batch ${batchTime} ms failed: ${cause.message}`,
    { cause },
  );
}
