import { StreamingError, toError } from '../errors.ts';
import { FailedAt } from '../rdd/failed-at.ts';
import type { RddNode } from '../rdd/rdd-node.ts';
import { describeRecord, type FailedTask, taskFailed } from '../rdd/task-failed.ts';
import { MOST_ATTEMPTS } from './attempts.ts';
import { runInTask, TaskContext } from './task-context.ts';

/**
 * Does the shuffles that `rdd` stands on, parents first. Those already done cost nothing. One that may be given up
 * is, when it or what it reads cannot be worked out: its successor goes on without it.
 *
 * @throws {StreamingError} `TASK_FAILED` when `rdd` cannot be worked out, or what it was given up for
 */
export async function prepare(rdd: RddNode<unknown>): Promise<void> {
  const ordered = inOrder(rdd);
  const failures = new Map<RddNode<unknown>, Error>();
  const lastToGiveUp = ordered.findLastIndex(({ giveUpAs }) => giveUpAs !== undefined);
  for (const [index, each] of ordered.entries()) {
    const failure = await settle(each, failureBelow(each, failures));
    if (failure === undefined) continue;
    failures.set(each, failure);
    // With nothing to give up, nothing that comes later is of use.
    if (index > lastToGiveUp || isOfStopped(failure)) throw failure;
  }
  const failure = rdd.failure ?? failures.get(rdd);
  if (failure !== undefined) throw failure;
}

/** Those that may be given up and are worked out now: for all who ask it ends one way. */
const settling = new WeakMap<RddNode<unknown>, Promise<Error | undefined>>();
/** What something was given up for. What is given up in turn for the same reason tells the same. */
const givenUpFor = new WeakSet<Error>();

/** @param below why what it reads cannot be worked out. @returns why it cannot */
async function settle(rdd: RddNode<unknown>, below: Error | undefined): Promise<Error | undefined> {
  if (rdd.isPrepared) return rdd.failureForReaders;
  if (rdd.giveUpAs === undefined) return below ?? failureOf(rdd);
  let settled = settling.get(rdd);
  if (settled === undefined) {
    settled = settleNow(rdd, below).finally(() => settling.delete(rdd));
    settling.set(rdd, settled);
  }
  return settled;
}

async function settleNow(rdd: RddNode<unknown>, below: Error | undefined): Promise<Error | undefined> {
  const error = below ?? (await failureOf(rdd));
  if (error === undefined || isOfStopped(error)) return error;
  const failure = givenUpFor.has(error) ? error : withConsequence(error, rdd.giveUpAs?.consequence ?? '');
  givenUpFor.add(failure);
  rdd.giveUp(failure);
  return rdd.failureForReaders;
}

async function failureOf(rdd: RddNode<unknown>): Promise<Error | undefined> {
  try {
    await prepareOne(rdd);
    return undefined;
  } catch (thrown) {
    return toError(thrown);
  }
}

function failureBelow(
  rdd: RddNode<unknown>,
  failures: ReadonlyMap<RddNode<unknown>, Error>,
): Error | undefined {
  const { previous } = rdd;
  for (const parent of rdd.parents) {
    if (parent === previous) continue;
    const failure = parent.isPrepared ? parent.failureForReaders : failures.get(parent);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

/** A stop is nobody's failure: what it interrupts may be worked out in the next life. */
function isOfStopped(error: Error): boolean {
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    if (each instanceof StreamingError && each.code === 'ENGINE_STOPPED') return true;
  }
  return false;
}

function withConsequence(error: Error, consequence: string): StreamingError {
  const { code, fix } = error instanceof StreamingError ? error : { code: 'TASK_FAILED', fix: undefined };
  const message = `${error.message}; ${consequence}`;
  const cause = error instanceof StreamingError ? error.cause : error;
  return new StreamingError(code, message, { cause, ...(fix === undefined ? {} : { fix }) });
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
