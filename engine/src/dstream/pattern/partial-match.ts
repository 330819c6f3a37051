import type { Time } from '../../time/duration.ts';
import type { Matched, Pattern } from './pattern.ts';

/** A match under way. Plain data that never changes, so that it can be saved. */
export interface PartialMatch<E> {
  readonly beganAt: Time;
  /** The step that is waited for; as many as there are: only `within` has to pass. */
  readonly step: number;
  /** The events of each step so far. */
  readonly taken: readonly (readonly E[])[];
}

/** What an event makes of a match: it goes on (with or without the event), is complete, or is given up. */
export type Advance<E> =
  | { readonly type: 'goesOn' | 'complete'; readonly partial: PartialMatch<E> }
  | { readonly type: 'givenUp' };

const GIVEN_UP = { type: 'givenUp' } as const;

/** The match that `event` begins. */
export function beginMatch<E>(pattern: Pattern<E, string>, event: E, time: Time): Advance<E> {
  const begun: PartialMatch<E> = { beganAt: time, step: 0, taken: pattern.steps.map(() => []) };
  const [first] = pattern.steps;
  return first?.where(event, matchedBy(pattern, begun)) ? take(pattern, begun, event) : GIVEN_UP;
}

/** What `event` makes of a match whose time has not passed. */
export function advanceMatch<E>(pattern: Pattern<E, string>, partial: PartialMatch<E>, event: E): Advance<E> {
  const matched = matchedBy(pattern, partial);
  const step = pattern.steps[partial.step];
  const isFirstOfStep = partial.taken[partial.step]?.length === 0;
  const forbidden = step === undefined ? pattern.forbiddenAfter : isFirstOfStep ? step.forbidden : [];
  if (forbidden.some((where) => where(event, matched))) return GIVEN_UP;
  if (step === undefined) return { type: 'goesOn', partial };
  if (step.where(event, matched)) return take(pattern, partial, event);
  return step.contiguity === 'next' ? GIVEN_UP : { type: 'goesOn', partial };
}

/** Whether nothing is missing but time. */
export function isWaitingForTime<E>(pattern: Pattern<E, string>, { step }: PartialMatch<E>): boolean {
  return step === pattern.steps.length;
}

/** The events by the names of their steps. */
export function matchedBy<E, N extends string>(
  pattern: Pattern<E, N>,
  { taken }: PartialMatch<E>,
): Matched<E, N> {
  return Object.fromEntries(pattern.steps.map(({ name }, i) => [name, taken[i] ?? []])) as Matched<E, N>;
}

function take<E>(
  pattern: Pattern<E, string>,
  { beganAt, step, taken }: PartialMatch<E>,
  event: E,
): Advance<E> {
  const events = [...(taken[step] ?? []), event];
  const isStepDone = events.length === pattern.steps[step]?.times;
  const partial = { beganAt, step: isStepDone ? step + 1 : step, taken: taken.with(step, events) };
  const isComplete = isWaitingForTime(pattern, partial) && pattern.forbiddenAfter.length === 0;
  return { type: isComplete ? 'complete' : 'goesOn', partial };
}
