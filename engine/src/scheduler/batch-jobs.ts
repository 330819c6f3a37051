import type { Time } from '../time/duration.ts';

/** Batches that may have jobs beyond those that are known: a job's start may come before or after its batch's events. */
const SPARE_BATCHES = 10;

/** Which jobs each output operation of a batch has started; bounded by the number of batches known. */
export class BatchJobs {
  readonly #numKnownBatches: () => number;
  readonly #jobs = new Map<Time, Map<number, number[]>>();

  constructor(numKnownBatches: () => number) {
    this.#numKnownBatches = numKnownBatches;
  }

  /** Batches that jobs are kept of. */
  get size(): number {
    return this.#jobs.size;
  }

  add(batchTime: Time, outputOpId: number, jobId: number): void {
    const batch = this.#jobs.get(batchTime) ?? new Map<number, number[]>();
    this.#jobs.set(batchTime, batch);
    const jobIds = batch.get(outputOpId);
    if (jobIds === undefined) batch.set(outputOpId, [jobId]);
    else if (jobIds.length < MAX_JOBS) jobIds.push(jobId);
    const [oldest] = this.#jobs.keys();
    if (oldest !== undefined && this.#jobs.size > this.#numKnownBatches() + SPARE_BATCHES)
      this.#jobs.delete(oldest);
  }

  /** In the order of their start. */
  of(batchTime: Time, outputOpId: number): readonly number[] {
    return this.#jobs.get(batchTime)?.get(outputOpId) ?? [];
  }

  forget(batchTime: Time): void {
    this.#jobs.delete(batchTime);
  }
}

/** Jobs kept of one output operation: one that runs a job a record must not fill the memory. */
const MAX_JOBS = 1000;
