import { StreamingError } from '../errors.ts';
import { currentTask } from './task-context.ts';

/** How an accumulator adds up. A state must survive a structured clone: tasks send theirs to the driver. */
export interface AccumulatorDefinition<T, V, S> {
  /** A state to which nothing was added; a new one each time if it is changed afterwards. */
  zero(): S;
  /** May change and return its first argument. */
  add(state: S, value: T): S;
  /** The same. Must not mind the order of what is merged. */
  merge(a: S, b: S): S;
  valueOf(state: S): V;
}

/**
 * What tasks add to and only the driver reads. A task's additions count once, when the task has succeeded; those of
 * an attempt that failed never do. In a transformation they count again each time that it is computed again.
 */
export class Accumulator<T, V = T, S = unknown> {
  readonly #definition: AccumulatorDefinition<T, V, S>;
  #state: S;
  #name: string | undefined;
  #isRegistered = false;
  #isZero = true;

  constructor(definition: AccumulatorDefinition<T, V, S>) {
    this.#definition = definition;
    this.#state = this.#definition.zero();
  }

  /** undefined: it has none. */
  get name(): string | undefined {
    return this.#name;
  }

  get isRegistered(): boolean {
    return this.#isRegistered;
  }

  /** @throws {StreamingError} `ACCUMULATOR_NOT_REGISTERED` */
  add(value: T): void {
    this.#requireRegistered();
    const definition = this.#definition;
    const task = currentTask();
    if (task === undefined) this.#change(definition.add(this.#state, value));
    else {
      task.update(
        this,
        () => definition.zero(),
        (added) => definition.add(added as S, value),
      );
    }
  }

  /** @throws {StreamingError} `ACCUMULATOR_NOT_REGISTERED`, `ACCUMULATOR_READ_IN_TASK` */
  get value(): V {
    return this.#definition.valueOf(this.readState());
  }

  /** Whether nothing was added, as far as the driver knows. */
  get isZero(): boolean {
    this.readState();
    return this.#isZero;
  }

  /** Back to nothing. For the driver. */
  reset(): void {
    this.readState();
    this.#state = this.#definition.zero();
    this.#isZero = true;
  }

  // For the engine

  /** @throws {StreamingError} `ACCUMULATOR_ALREADY_REGISTERED` */
  register(name: string | undefined): void {
    if (this.#isRegistered) {
      throw new StreamingError(
        'ACCUMULATOR_ALREADY_REGISTERED',
        `${this.#label()} is registered already; it belongs to one EngineContext, once`,
      );
    }
    this.#isRegistered = true;
    this.#name = name;
  }

  /** Counts what a task has added. */
  mergeState(added: unknown): void {
    this.#change(this.#definition.merge(this.#state, added as S));
  }

  /** What {@link restoreState} takes; not a copy. */
  saveState(): unknown {
    return this.#state;
  }

  /** As it was when an earlier life saved it. */
  restoreState(saved: unknown): void {
    this.#change(saved as S);
  }

  #change(state: S): void {
    this.#state = state;
    this.#isZero = false;
  }

  protected readState(): S {
    this.#requireRegistered();
    if (currentTask() === undefined) return this.#state;
    throw new StreamingError(
      'ACCUMULATOR_READ_IN_TASK',
      `${this.#label()} was read in a task; a task may only add to it`,
      { fix: 'Read its value in the driver: after an action, in foreachRDD or in a listener.' },
    );
  }

  #label(): string {
    return this.#name === undefined ? 'an accumulator' : `accumulator ${this.#name}`;
  }

  #requireRegistered(): void {
    if (this.#isRegistered) return;
    throw new StreamingError(
      'ACCUMULATOR_NOT_REGISTERED',
      'an accumulator was used that no EngineContext knows; it must be registered before it is used',
      { fix: 'Call engine.register(accumulator, name) first.' },
    );
  }
}
