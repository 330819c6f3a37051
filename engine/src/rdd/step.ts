import type { StepFunction } from './engine-function.ts';
import type { Push } from './job-runner.ts';

// Steps as data. A narrow operation is not a closure but a kind, its functions and its params, so that the driver
// and a worker thread run the same code:
//
//     const mapStep = defineStep<[StepFunction]>('map', ({ functions: [f] }, [read], push) =>
//       read((record) => push(f(record))),
//     );
//     parent.derive({ name: 'map', step: mapStep([f]) });
//
// By default a partition reads the same partition of the first parent. An operation that reads others says so with
// `reads(partition)` in its definition; without a `step` it gives their records one after another (union, coalesce).
//
// A worker has the user's functions and the engine's: functions of the engine's own go through `engineFunction` or,
// when they capture something, `engineFactory` (engine-function.ts). Never capture a user's function in any other
// closure: that step would run in the driver's thread. Params must survive a structured clone.

/** Pushes the records of one partition. */
// biome-ignore lint/suspicious/noExplicitAny: records of any type pass; what a step makes of them its RDD says
export type Read<T = any> = (push: Push<T>) => void;

/** What a step is made of, besides its kind. */
export interface StepCall<F = readonly StepFunction[], P = unknown> {
  readonly functions: F;
  readonly params: P;
  /** Of the RDD that the step makes. */
  readonly partition: number;
}

/** A kind of step: one for all its uses. */
export interface StepKind<F = readonly StepFunction[], R = readonly Read[], P = unknown> {
  readonly name: string;
  /** Reads what `reads` push and pushes what the step makes of it, in order. */
  compute(call: StepCall<F, P>, reads: R, push: Push<unknown>): void;
}

/** How an RDD's records are made of those that it reads. */
export interface Step {
  readonly kind: StepKind;
  readonly functions: readonly StepFunction[];
  /** Of one partition. */
  readonly params?: ((partition: number) => unknown) | undefined;
}

const byName = new Map<string, StepKind>();

/**
 * Adds a kind of step to the table. Call it at the top level of a module that every thread loads.
 *
 * @param name one that no other step has
 * @returns makes a step of that kind: its functions and, for each partition, its params
 */
export function defineStep<
  F extends readonly StepFunction[],
  R extends readonly Read[] = readonly [Read],
  P = undefined,
>(
  name: string,
  compute: StepKind<F, R, P>['compute'],
): (functions: F, params?: (partition: number) => P) => Step {
  if (byName.has(name)) throw new Error(`there are two steps ${name}`);
  const kind = { name, compute } as StepKind<F, R, P> as unknown as StepKind;
  byName.set(name, kind);
  return (functions, params) => ({ kind, functions, params });
}

/** undefined: no module that is loaded defines it. */
export function stepNamed(name: string): StepKind | undefined {
  return byName.get(name);
}

/** The records that `read` pushes, as a list. */
export function recordsOf<T>(read: Read<T>): T[] {
  const records: T[] = [];
  read((record) => records.push(record));
  return records;
}
