import { Trace } from '../rdd/trace.ts';
import { runInTask, TaskContext } from './task-context.ts';

/** How often a task is tried before it is given up. */
export const MOST_ATTEMPTS = 4;

export interface Attempts<R> {
  /** One attempt, in this thread. The last one gets a trace, to find the operator and the record. */
  readonly attempt: (trace: Trace | undefined) => R | Promise<R>;
  /** Gets what the attempt that succeeded has added to accumulators. */
  readonly onSuccess: (context: TaskContext) => void;
  /** What to throw when the last attempt has thrown. */
  readonly errorOf: (thrown: unknown, trace: Trace) => Error;
}

/** Tries a task up to four times. @returns at once what an attempt gives at once */
export function runAttempts<R>({ attempt, onSuccess, errorOf }: Attempts<R>): R | Promise<R> {
  const tryFrom = (number: number): R | Promise<R> => {
    const context = new TaskContext();
    const trace = number === MOST_ATTEMPTS ? new Trace() : undefined;
    const again = (thrown: unknown): R | Promise<R> => {
      if (trace === undefined) return tryFrom(number + 1);
      throw errorOf(thrown, trace);
    };
    const succeed = (result: R): R => {
      onSuccess(context);
      return result;
    };
    let result: R | Promise<R>;
    try {
      result = runInTask(context, () => attempt(trace));
    } catch (thrown) {
      return again(thrown);
    }
    return result instanceof Promise ? result.then(succeed, again) : succeed(result);
  };
  return tryFrom(1);
}
