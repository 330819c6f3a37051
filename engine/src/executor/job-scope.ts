import { AsyncLocalStorage } from 'node:async_hooks';

interface JobScope {
  readonly onJobStarted: (jobId: number) => void;
  /** What a job does itself, such as its shuffles, is no other job. */
  readonly isInJob: boolean;
}

const scope = new AsyncLocalStorage<JobScope>();

/** Runs `run`; each job that it starts, at once or later, is told to `onJobStarted`. */
export function inJobScope<R>(onJobStarted: (jobId: number) => void, run: () => R): R {
  return scope.run({ onJobStarted, isInJob: false }, run);
}

/**
 * Runs `run` as a job of the engine.
 *
 * @param nextJobId asked only when somebody wants to know
 */
export function asJob<R>(nextJobId: () => number, run: () => R): R {
  const around = scope.getStore();
  if (around === undefined || around.isInJob) return run();
  around.onJobStarted(nextJobId());
  return scope.run({ ...around, isInJob: true }, run);
}
