import { describeRecord } from '../rdd/task-failed.ts';
import { Trace } from '../rdd/trace.ts';
import { runOnce } from './run-here.ts';
import { type AnyAccumulator, runInTask, TaskContext } from './task-context.ts';
import type { WireDone, WireFailed, WireTask } from './wire.ts';
import { wireError } from './wire-error.ts';
import type { Functions } from './wire-function.ts';
import { requireCloneable, unpackAction, unpackPlan } from './wire-plan.ts';

/** One attempt of a task, in a worker thread. Never throws. */
export async function runWireTask(
  task: WireTask,
  functions: Functions,
  numberOf: (accumulator: AnyAccumulator) => number,
): Promise<WireDone | WireFailed> {
  const { id, partition, operator } = task;
  const context = new TaskContext();
  const trace = task.isTraced ? new Trace() : undefined;
  try {
    const kept = new Map<number, unknown[]>();
    const action = unpackAction(task.action, functions);
    const plan = unpackPlan(task.plan, functions, kept);
    const value = await runInTask(context, () => runOnce({ plan, task: action, partition, operator }, trace));
    const result = action.kind.pack === undefined ? value : action.kind.pack(value);
    const added = [...context.added].map(([accumulator, state]) => [numberOf(accumulator), state] as const);
    const done: WireDone = { type: 'done', id, result, kept, added };
    requireCloneable([result, kept, added], `the result of ${operator}`);
    return done;
  } catch (thrown) {
    const sample = trace?.sample;
    return {
      type: 'failed',
      id,
      error: wireError(thrown),
      operator: trace?.operator,
      record: sample === undefined ? undefined : describeRecord(sample.record),
    };
  }
}
