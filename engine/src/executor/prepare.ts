import { StreamingError } from '../errors.ts';
import { FailedAt } from '../rdd/failed-at.ts';
import type { RddNode } from '../rdd/rdd-node.ts';
import { describeRecord, type FailedTask, taskFailed } from '../rdd/task-failed.ts';
import { MOST_ATTEMPTS } from './attempts.ts';
import { runInTask, TaskContext } from './task-context.ts';

/** Does the shuffles that `rdd` stands on, parents first. Those already done cost nothing. */
export async function prepare(rdd: RddNode<unknown>): Promise<void> {
  for (const each of inOrder(rdd)) await prepareOne(each);
}

/**
 * What a shuffle or a state does in the driver, outside of its tasks, is tried again as a task is: the user's
 * functions are in it. Their tasks have had their tries, and a broken rule of the engine stays broken.
 */
async function prepareOne(rdd: RddNode<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const context = new TaskContext();
    try {
      await runInTask(context, () => rdd.prepare());
      context.commit();
      return;
    } catch (thrown) {
      const cause = thrown instanceof FailedAt ? thrown.thrown : thrown;
      if (cause instanceof StreamingError) throw cause;
      if (attempt < MOST_ATTEMPTS) continue;
      const task = { operator: rdd.operator, attempts: attempt, isInWorker: false, ...placeOf(thrown) };
      throw taskFailed(task, cause);
    }
  }
}

/** Where it was thrown, when that is known. */
function placeOf(thrown: unknown): Pick<FailedTask, 'partition' | 'record'> {
  if (!(thrown instanceof FailedAt)) return {};
  const { partition, at } = thrown;
  return { partition, record: 'record' in at ? describeRecord(at.record) : undefined };
}

/**
 * What is not prepared yet, each after all it reads. A list and not recursion: a state's chain of batches may be
 * longer than the stack.
 */
function inOrder(rdd: RddNode<unknown>): RddNode<unknown>[] {
  const ordered: RddNode<unknown>[] = [];
  const seen = new Set<RddNode<unknown>>();
  const stack: { readonly rdd: RddNode<unknown>; readonly isExpanded: boolean }[] = [
    { rdd, isExpanded: false },
  ];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (top.isExpanded) {
      ordered.push(top.rdd);
      continue;
    }
    if (top.rdd.isPrepared || seen.has(top.rdd)) continue;
    seen.add(top.rdd);
    stack.push({ rdd: top.rdd, isExpanded: true });
    for (const parent of top.rdd.parents) stack.push({ rdd: parent, isExpanded: false });
  }
  return ordered;
}
