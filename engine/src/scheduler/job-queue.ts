import type { Job } from '../dstream/output-operation.ts';
import type { JobSet } from './job-set.ts';

/** One output of one batch that may start now. */
export interface QueuedJob {
  readonly jobSet: JobSet;
  readonly index: number;
  readonly job: Job;
}

/** How far a batch has come. */
interface Progress {
  /** Outputs not started, by their place in the batch. */
  readonly waiting: number[];
  readonly running: Set<number>;
}

/**
 * Says which output may start next, so that the order is the same in every run:
 *
 *     concurrentJobs 2        batch 1   [ output 0 ][ output 1 ]
 *                             batch 2               [ output 0 ][ output 1 ]
 */
export class JobQueue {
  readonly #concurrentJobs: number;
  readonly #progress = new Map<JobSet, Progress>();
  readonly #held = new Set<JobSet>();
  #numRunning = 0;

  constructor(concurrentJobs: number) {
    this.#concurrentJobs = concurrentJobs;
  }

  /** Those that wait or run, oldest first. */
  get batches(): JobSet[] {
    return [...this.#progress.keys()];
  }

  get size(): number {
    return this.#progress.size;
  }

  add(jobSet: JobSet): void {
    this.#progress.set(jobSet, { waiting: [...jobSet.jobs.keys()], running: new Set() });
  }

  /** Nothing of it starts, nor of what comes after it, before {@link release}. */
  hold(jobSet: JobSet): void {
    this.#held.add(jobSet);
  }

  release(jobSet: JobSet): void {
    this.#held.delete(jobSet);
  }

  /**
   * Takes the next output to start: of the oldest batch that has one whose operation does not run, or wait, for an
   * older batch.
   */
  next(): QueuedJob | undefined {
    if (this.#numRunning >= this.#concurrentJobs) return undefined;
    const busy = new Set<number>();
    for (const [jobSet, { waiting, running }] of this.#progress) {
      if (this.#held.has(jobSet)) return undefined;
      const found = waiting.find((index) => !busy.has(jobSet.jobs[index]?.operation.id ?? -1));
      if (found !== undefined) {
        waiting.splice(waiting.indexOf(found), 1);
        running.add(found);
        this.#numRunning += 1;
        return { jobSet, index: found, job: jobSet.jobs[found] as Job };
      }
      // With one at a time a batch is over before the next begins.
      if (this.#concurrentJobs === 1) return undefined;
      for (const index of [...waiting, ...running]) busy.add(jobSet.jobs[index]?.operation.id ?? -1);
    }
    return undefined;
  }

  /** An output has run. @returns whether it was the batch's last */
  ended(jobSet: JobSet, index: number): boolean {
    const progress = this.#progress.get(jobSet);
    progress?.running.delete(index);
    this.#numRunning -= 1;
    return progress?.running.size === 0 && progress.waiting.length === 0;
  }

  /** The oldest batch, once none of its outputs waits or runs. */
  get oldestEnded(): JobSet | undefined {
    for (const [jobSet, { waiting, running }] of this.#progress) {
      return waiting.length === 0 && running.size === 0 ? jobSet : undefined;
    }
    return undefined;
  }

  remove(jobSet: JobSet): void {
    this.#progress.delete(jobSet);
  }

  /** Nothing more is started. */
  dropWaiting(): void {
    for (const [jobSet, { waiting, running }] of this.#progress) {
      if (waiting.length > 0) jobSet.cutShort();
      waiting.length = 0;
      if (running.size === 0) this.#progress.delete(jobSet);
    }
  }
}
