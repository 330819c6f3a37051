import type { PendingBatch } from '../checkpoint/checkpoint.ts';
import type { Job } from '../dstream/output-operation.ts';
import { StreamingError, toError } from '../errors.ts';
import { inJobScope } from '../executor/job-scope.ts';
import type { Clock } from '../time/clock.ts';
import type { Time } from '../time/duration.ts';
import { giveWay } from '../time/give-way.ts';
import type { BatchInfo } from './batch-info.ts';
import { JobQueue, type QueuedJob } from './job-queue.ts';
import type { JobSet } from './job-set.ts';
import type { ListenerBus } from './listener-bus.ts';

/**
 * What happens when an output operation throws. `fail`: the batch's other outputs are left out and the context
 * stops. `skip` (Spark's way): other outputs and later batches run; awaitTermination rejects; the batch is `failed`.
 * A state or window that cannot be worked out goes on without the batch then. `retry`: up to 3 more times, then
 * `fail`.
 */
export type FailedOutputPolicy = 'fail' | 'skip' | 'retry';

export interface JobSchedulerOptions {
  readonly clock: Clock;
  readonly listeners: ListenerBus;
  readonly failedOutputPolicy: FailedOutputPolicy;
  /** Output operations that may run at a time. Default 1. */
  readonly concurrentJobs?: number | undefined;
  /**
   * A batch's outputs have all run: works out the states that they did not ask for.
   *
   * @returns why some were left as they were
   */
  readonly onOutputsRun: (batchTime: Time) => Promise<readonly Error[]>;
  /** A batch is done, as far as the policy asks for; its promise is waited for before the next one's completion. */
  readonly onCompleted: (batchTime: Time) => Promise<void>;
  readonly onError: (error: Error, isFatal: boolean) => void;
}

const MOST_RETRIES = 3;
/** Batches whose BatchInfo can still be asked for after they completed. */
const KEPT_BATCH_INFOS = 100;

/**
 * Runs the outputs of batches, `concurrentJobs` at a time (default 1).
 *
 * Output operations start in the order of batches and, in a batch, of their definition; one operation never runs for
 * two batches at once, so each output sees the batches in order. Batches complete in order. With 1 that means: one
 * batch after another, one output after another.
 */
export class JobScheduler {
  readonly #options: JobSchedulerOptions;
  readonly #queue: JobQueue;
  readonly #completed = new Map<Time, BatchInfo>();
  /** What onError was given, with its causes: a state's failure that an output has told is not told again. */
  readonly #told = new WeakSet<Error>();
  #idle: PromiseWithResolvers<void> | undefined;
  #isCompleting = false;
  #isCompletingOne = false;
  #isStopped = false;

  constructor(options: JobSchedulerOptions) {
    this.#options = options;
    this.#queue = new JobQueue(options.concurrentJobs ?? 1);
  }

  /** How many batches wait or run. */
  get numUnfinished(): number {
    return this.#queue.size;
  }

  /** What has to run again if the process ended now, oldest first. */
  get pendingBatches(): PendingBatch[] {
    return this.#queue.batches.map(({ batchTime, inputs }) => ({ batchTime, inputs: [...inputs.values()] }));
  }

  /** A batch without jobs is done at once, unseen by listeners. */
  submit(jobSet: JobSet): void {
    if (this.#isStopped) return;
    this.#queue.add(jobSet);
    if (jobSet.jobs.length > 0) this.#options.listeners.post('onBatchSubmitted', jobSet.batchInfo);
    this.#idle ??= Promise.withResolvers<void>();
    // A turn later, so that whoever submits has finished what it was doing.
    queueMicrotask(() => this.#goOn());
  }

  /** A batch that was just submitted, and those after it, do not start before `mayRun` resolves. It must not reject. */
  hold(jobSet: JobSet, mayRun: Promise<void>): void {
    this.#queue.hold(jobSet);
    void mayRun.then(() => {
      this.#queue.release(jobSet);
      this.#goOn();
    });
  }

  /** Resolves when no batch waits or runs. Never rejects. */
  async awaitIdle(): Promise<void> {
    while (this.#idle !== undefined) await this.#idle.promise;
  }

  getBatchInfo(batchTime: Time): BatchInfo | undefined {
    const unfinished = this.#queue.batches.find((jobSet) => jobSet.batchTime === batchTime);
    return unfinished?.batchInfo ?? this.#completed.get(batchTime);
  }

  /** Drops what waits. What runs goes on to the end of its output operation. */
  stop(): void {
    this.#isStopped = true;
    this.#queue.dropWaiting();
  }

  #goOn(): void {
    this.#startJobs();
    void this.#completeBatches();
  }

  #startJobs(): void {
    // With one at a time nothing of the next batch runs while this one's states are saved.
    if (this.#isCompletingOne && (this.#options.concurrentJobs ?? 1) === 1) return;
    for (let next = this.#queue.next(); next !== undefined; next = this.#queue.next()) {
      void this.#runJob(next);
    }
  }

  async #runJob({ jobSet, index, job }: QueuedJob): Promise<void> {
    const { clock, listeners, failedOutputPolicy } = this.#options;
    if (jobSet.started(clock.now())) listeners.post('onBatchStarted', jobSet.batchInfo);
    listeners.post('onOutputOperationStarted', jobSet.operationStarted(index, clock.now()));
    const { batchTime } = jobSet;
    const error = await inJobScope(
      (jobId) => listeners.post('onJobStarted', { jobId, batchTime, outputOpId: job.operation.id }),
      () => this.#attempt(job, failedOutputPolicy === 'retry' ? MOST_RETRIES : 0),
    );
    const reason = error === undefined ? undefined : (error.stack ?? error.message);
    listeners.post('onOutputOperationCompleted', jobSet.operationCompleted(index, clock.now(), reason));
    const isFatal = error !== undefined && failedOutputPolicy !== 'skip';
    if (isFatal) this.stop();
    if (error !== undefined) this.#tell(outputFailed(jobSet.batchTime, job, error), isFatal);
    if (this.#queue.ended(jobSet, index)) jobSet.completed(clock.now());
    await giveWay();
    this.#goOn();
  }

  async #attempt(job: Job, retries: number): Promise<Error | undefined> {
    try {
      await job.run();
      return undefined;
    } catch (thrown) {
      return retries === 0 ? toError(thrown) : this.#attempt(job, retries - 1);
    }
  }

  /** The oldest batches, for as long as all their outputs have run. */
  async #completeBatches(): Promise<void> {
    if (this.#isCompleting) return;
    this.#isCompleting = true;
    for (let jobSet = this.#queue.oldestEnded; jobSet !== undefined; jobSet = this.#queue.oldestEnded) {
      this.#isCompletingOne = true;
      await this.#complete(jobSet);
      await giveWay();
      this.#isCompletingOne = false;
      this.#startJobs();
    }
    this.#isCompleting = false;
    if (this.#queue.size > 0) return;
    const idle = this.#idle;
    this.#idle = undefined;
    idle?.resolve();
  }

  async #complete(jobSet: JobSet): Promise<void> {
    const { listeners, onCompleted, failedOutputPolicy } = this.#options;
    // A batch that is not done as the policy wants it stays undone: a restart runs it again.
    const isUndone = jobSet.isCutShort || (jobSet.hasFailed && failedOutputPolicy !== 'skip');
    const error = isUndone ? undefined : await this.#workOutStates(jobSet);
    const isOver = !jobSet.isCutShort || jobSet.hasFailed;
    if (jobSet.jobs.length > 0 && isOver) listeners.post('onBatchCompleted', jobSet.batchInfo);
    this.#queue.remove(jobSet);
    this.#keepInfo(jobSet.batchInfo);
    if (error !== undefined) {
      this.stop();
      this.#tell(error, true);
    } else if (!isUndone) {
      await onCompleted(jobSet.batchTime).catch((thrown: unknown) => this.#tell(toError(thrown), true));
    }
  }

  /** @returns what ends the context */
  async #workOutStates(jobSet: JobSet): Promise<Error | undefined> {
    try {
      for (const failure of await this.#options.onOutputsRun(jobSet.batchTime)) {
        jobSet.stateFailed(failure.stack ?? failure.message);
        if (!this.#told.has(failure)) this.#tell(failure, false);
      }
      return undefined;
    } catch (thrown) {
      const error = toError(thrown);
      jobSet.stateFailed(error.stack ?? error.message);
      return error;
    }
  }

  #tell(error: Error, isFatal: boolean): void {
    for (let each: unknown = error; each instanceof Error && !this.#told.has(each); each = each.cause) {
      this.#told.add(each);
    }
    this.#options.onError(error, isFatal);
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
