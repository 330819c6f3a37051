import type { Action } from '../rdd/action.ts';
import type { Task } from '../rdd/job-runner.ts';
import { type Plan, readerOf } from '../rdd/plan.ts';
import type { Read } from '../rdd/step.ts';
import { describeRecord, taskFailed } from '../rdd/task-failed.ts';
import type { Trace } from '../rdd/trace.ts';
import { MOST_ATTEMPTS, runAttempts } from './attempts.ts';
import type { TaskContext } from './task-context.ts';

/** Something to do with one partition. */
export interface PartitionTask<R> {
  readonly plan: Plan;
  readonly task: Task<never, R> | Action<R>;
  readonly partition: number;
  /** Of the RDD: what is said to have failed when no step of it was at work. */
  readonly operator: string;
}

/**
 * Runs a task in this thread, up to four times.
 *
 * @param onSuccess gets what the successful attempt has added to accumulators; default: it counts at once
 * @throws {StreamingError} `TASK_FAILED`
 */
export function runHere<R>(
  work: PartitionTask<R>,
  onSuccess: (context: TaskContext) => void = (context) => context.commit(),
): R | Promise<R> {
  return runAttempts({
    attempt: (trace) => runOnce(work, trace),
    onSuccess,
    errorOf(thrown, { operator = work.operator, sample }) {
      const record = sample === undefined ? undefined : describeRecord(sample.record);
      const { partition } = work;
      return taskFailed({ operator, partition, attempts: MOST_ATTEMPTS, record, isInWorker: false }, thrown);
    },
  });
}

/** One attempt. */
export function runOnce<R>({ plan, task, partition }: PartitionTask<R>, trace?: Trace): R | Promise<R> {
  const read = readerOf(plan, trace);
  if (typeof task === 'function') return task(read as Read<never>, partition);
  const call = trace === undefined ? task : trace.call(task.operator, task);
  return task.kind.run(call, read, partition);
}
