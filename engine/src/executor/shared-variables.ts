import type { Accumulator } from './accumulator.ts';
import {
  CollectionAccumulator,
  DoubleAccumulator,
  LongAccumulator,
  mergingAccumulator,
} from './accumulators.ts';
import { Broadcast } from './broadcast.ts';
import { DataSets } from './data-sets.ts';

/** Variables in the order in which a program's `build` made them. */
export interface RecordedVariables {
  readonly accumulators: Accumulator<never, unknown>[];
  readonly broadcasts: Broadcast<unknown>[];
}

/** What tasks and driver share: values that tasks read, sums that they add to. */
export abstract class SharedVariables extends DataSets {
  #nextBroadcastId = 0;
  #recorded: RecordedVariables | undefined;
  readonly #namedAccumulators = new Map<string, Accumulator<never, unknown>>();
  /** What an earlier life has saved, for accumulators that are still to be made. */
  readonly #savedStates = new Map<string, unknown>();

  /** A value for tasks to read. Make it in `build`, so that worker threads have it. */
  broadcast<T>(value: T): Broadcast<T> {
    const broadcast = new Broadcast(this.#nextBroadcastId, value);
    this.#nextBroadcastId += 1;
    this.#recorded?.broadcasts.push(broadcast);
    return broadcast;
  }

  /** A sum of integers, with count and average. */
  longAccumulator(name?: string): LongAccumulator {
    return this.register(new LongAccumulator(), name);
  }

  /** A sum of numbers, with count and average. */
  doubleAccumulator(name?: string): DoubleAccumulator {
    return this.register(new DoubleAccumulator(), name);
  }

  /** A list of what was added. @param maxItems how many it keeps; default 100,000 */
  collectionAccumulator<T>(name?: string, maxItems?: number): CollectionAccumulator<T> {
    return this.register(new CollectionAccumulator<T>(maxItems), name);
  }

  /**
   * Any other: starts with `zero`, plain data, of which each task gets a copy.
   *
   * @param merge puts two values together; may change and return the first one, must not mind their order
   */
  accumulator<T>(zero: T, merge: (a: T, b: T) => T, name?: string): Accumulator<T, T, T> {
    return this.register(mergingAccumulator(zero, merge), name);
  }

  /**
   * Makes an accumulator of one's own known, so that it can be used.
   *
   * @throws {StreamingError} `ACCUMULATOR_ALREADY_REGISTERED`
   */
  register<A extends Accumulator<never, unknown>>(accumulator: A, name?: string): A {
    accumulator.register(name);
    if (name !== undefined) this.#goOn(name, accumulator);
    this.#recorded?.accumulators.push(accumulator);
    return accumulator;
  }

  /** States of the accumulators that have a name, the last made of that name. Not copies. */
  accumulatorStates(): ReadonlyMap<string, unknown> {
    const states = new Map<string, unknown>();
    for (const [name, accumulator] of this.#namedAccumulators) states.set(name, accumulator.saveState());
    return states;
  }

  /** Gives accumulators the states that they had, by name: those that there are, and those made later. */
  restoreAccumulators(states: ReadonlyMap<string, unknown>): void {
    for (const [name, state] of states) {
      this.#savedStates.set(name, state);
      const accumulator = this.#namedAccumulators.get(name);
      if (accumulator !== undefined) this.#goOn(name, accumulator);
    }
  }

  #goOn(name: string, accumulator: Accumulator<never, unknown>): void {
    this.#namedAccumulators.set(name, accumulator);
    if (this.#savedStates.has(name)) accumulator.restoreState(this.#savedStates.get(name));
    this.#savedStates.delete(name);
  }

  /** Runs `build` and remembers the variables that it makes. */
  async recordVariables<R>(
    build: () => R | Promise<R>,
  ): Promise<{ result: R; variables: RecordedVariables }> {
    const variables: RecordedVariables = { accumulators: [], broadcasts: [] };
    this.#recorded = variables;
    try {
      return { result: await build(), variables };
    } finally {
      this.#recorded = undefined;
    }
  }
}
