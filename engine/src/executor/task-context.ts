import { AsyncLocalStorage } from 'node:async_hooks';
import type { Accumulator } from './accumulator.ts';

/** One whose values are nobody's business here. */
export type AnyAccumulator = Pick<Accumulator<unknown>, 'name' | 'mergeState'>;

/** What one attempt of a task has added to accumulators. It counts only when the attempt succeeds. */
export class TaskContext {
  readonly #added = new Map<AnyAccumulator, unknown>();

  /** Changes what this attempt has added to `accumulator`: `zero()` at first. */
  update(accumulator: AnyAccumulator, zero: () => unknown, change: (added: unknown) => unknown): void {
    const added = this.#added.has(accumulator) ? this.#added.get(accumulator) : zero();
    this.#added.set(accumulator, change(added));
  }

  /** In the order of the first additions. */
  get added(): ReadonlyMap<AnyAccumulator, unknown> {
    return this.#added;
  }

  /** The attempt has succeeded: what it added counts. Once. */
  commit(): void {
    for (const [accumulator, added] of this.#added) accumulator.mergeState(added);
  }
}

const storage = new AsyncLocalStorage<TaskContext>();

/** Runs a task's attempt, also where it goes on after an `await`. */
export function runInTask<R>(context: TaskContext, run: () => R): R {
  return storage.run(context, run);
}

/** undefined outside of tasks: in the driver's own code. */
export function currentTask(): TaskContext | undefined {
  return storage.getStore();
}
