import { StreamingError } from '../../errors.ts';
import { type Duration, requireDuration } from '../../time/duration.ts';

/** What a match has taken so far, by the names of the steps; a step that has none yet has an empty list. */
export type Matched<E, N extends string = string> = { readonly [Name in N]: readonly E[] };

/** Whether an event may be taken by a step, given what was taken before it. Must depend on both alone. */
export type Where<E> = (event: E, matched: Matched<E>) => boolean;

/** One step of a pattern. */
export interface PatternStep<E> {
  readonly name: string;
  readonly where: Where<E>;
  /** `next`: the key's very next event must be taken. `followedBy`: others may come in between. */
  readonly contiguity: 'next' | 'followedBy';
  readonly times: number;
  /** Any event that one of these takes, between the step before and this one's first event, ends the match. */
  readonly forbidden: readonly Where<E>[];
}

/**
 * A sequence of events of one key.
 *
 *     Pattern.begin('up', isUp).times(3).notFollowedBy('reset', isReset).followedBy('down', isDown).within(seconds(10))
 *
 * Each call gives a new pattern. `N` are the names of its steps.
 */
export class Pattern<E, N extends string> {
  readonly steps: readonly PatternStep<E>[];
  /** What may not come after the last step, until `within` has passed. */
  readonly forbiddenAfter: readonly Where<E>[];
  /** The longest time from a match's first event to its last, ms; undefined: not said yet. */
  readonly duration: Duration | undefined;

  private constructor(
    steps: readonly PatternStep<E>[],
    forbiddenAfter: readonly Where<E>[],
    duration: Duration | undefined,
  ) {
    this.steps = steps;
    this.forbiddenAfter = forbiddenAfter;
    this.duration = duration;
  }

  /** Every event that `where` takes begins a match of its own. */
  static begin<E, N extends string>(name: N, where: Where<E>): Pattern<E, N> {
    return new Pattern<E, N>(
      [{ name, where, contiguity: 'followedBy', times: 1, forbidden: [] }],
      [],
      undefined,
    );
  }

  /** The key's very next event must be taken, else the match is given up. */
  next<M extends string>(name: M, where: Where<E>): Pattern<E, N | M> {
    return this.#followed(name, where, 'next');
  }

  /** The first later event that `where` takes; those before it are passed over. */
  followedBy<M extends string>(name: M, where: Where<E>): Pattern<E, N | M> {
    return this.#followed(name, where, 'followedBy');
  }

  /**
   * No event that `where` takes may come before the next step's; at the end of a pattern, none before `within` has
   * passed since the match began, and the match is complete then. It is asked before the next step is.
   *
   * @param name says what is missing, to readers; a match has no events of it
   */
  notFollowedBy(name: string, where: Where<E>): Pattern<E, N> {
    this.#requireNewName(name);
    return new Pattern<E, N>(this.steps, [...this.forbiddenAfter, where], this.duration);
  }

  /** The last step takes `count` events, each in the step's own way: with `next` one right after another. */
  times(count: number): Pattern<E, N> {
    if (!Number.isSafeInteger(count) || count < 1) {
      throw invalid(`times is ${count}; it must be a whole number of 1 or more`);
    }
    if (this.forbiddenAfter.length > 0) throw invalid('times must stand right after its step');
    const last = this.steps.at(-1) as PatternStep<E>;
    return new Pattern<E, N>([...this.steps.slice(0, -1), { ...last, times: count }], [], this.duration);
  }

  /** The longest time from a match's first event to its last, both included. A pattern needs one. */
  within(duration: Duration): Pattern<E, N> {
    requireDuration('within', duration);
    return new Pattern<E, N>(this.steps, this.forbiddenAfter, duration);
  }

  #followed<M extends string>(
    name: M,
    where: Where<E>,
    contiguity: 'next' | 'followedBy',
  ): Pattern<E, N | M> {
    this.#requireNewName(name);
    const step: PatternStep<E> = { name, where, contiguity, times: 1, forbidden: this.forbiddenAfter };
    return new Pattern<E, N | M>([...this.steps, step], [], this.duration);
  }

  #requireNewName(name: string): void {
    if (!this.steps.some((step) => step.name === name)) return;
    throw invalid(`the pattern has a step ${JSON.stringify(name)} already; each must have a name of its own`);
  }
}

function invalid(message: string): StreamingError {
  return new StreamingError('INVALID_PATTERN', message);
}
