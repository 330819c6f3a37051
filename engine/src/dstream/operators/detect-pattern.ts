import { StreamingError } from '../../errors.ts';
import { engineFunction } from '../../rdd/engine-function.ts';
import type { Push } from '../../rdd/job-runner.ts';
import type { Pair } from '../../rdd/rdd.ts';
import type { StateMap } from '../../rdd/state-map.ts';
import { type Duration, requireDuration, type Time } from '../../time/duration.ts';
import type { DStream } from '../dstream.ts';
import {
  type AfterMatch,
  expireMatches,
  type MatchRules,
  matchEvent,
  type Outcome,
} from '../pattern/key-matches.ts';
import type { PartialMatch } from '../pattern/partial-match.ts';
import type { Matched, Pattern, Where } from '../pattern/pattern.ts';
import type { StateLayout } from '../state/state-partitioner.ts';
import { statefulStream } from '../state/stateful-stream.ts';

export interface DetectPatternOptions<K, E> extends StateLayout<K> {
  /** When an event happened, epoch ms. Default: the time of its batch. */
  readonly eventTime?: ((event: E) => Time) | undefined;
  /**
   * With `eventTime`: how long a key may be without events, by batch times, before its matches under way are given
   * up as if their time had passed. Default: the pattern's `within`.
   */
  readonly idleTimeout?: Duration | undefined;
  readonly afterMatch?: AfterMatch | undefined;
  /** Of one key; default 100. Beyond it the oldest is given up. */
  readonly maxPartialMatches?: number | undefined;
}

/** What was taken, by key, when a match was given up: its time had passed, or the key had too many. */
export type UnfinishedMatch<E, N extends string> = {
  readonly reason: 'timeout' | 'limit';
  readonly events: Matched<E, N>;
};

/** Matches as (key, events by step), and a way to those that came to nothing. */
export interface PatternDStream<K, E, N extends string> extends DStream<[K, Matched<E, N>]> {
  unfinished(): DStream<[K, UnfinishedMatch<E, N>]>;
}

type Told<K, E> = readonly [key: K, outcome: Outcome, events: Matched<E>];

const isMatch = engineFunction(
  'isMatch',
  ([, outcome]: Told<unknown, unknown>): boolean => outcome === 'match',
);
const isUnfinished = engineFunction(
  'isUnfinished',
  ([, outcome]: Told<unknown, unknown>): boolean => outcome !== 'match',
);
const toMatch = engineFunction('toMatch', <K, E>([key, , events]: Told<K, E>): [K, Matched<E>] => [
  key,
  events,
]);
const toUnfinished = engineFunction(
  'toUnfinished',
  <K, E>([key, reason, events]: Told<K, E>): [K, unknown] => [key, { reason, events }],
);

/**
 * Finds a pattern in each key's events, in the order in which they arrive (complex event processing).
 *
 *     Pattern.begin('a', isA).followedBy('b', isB).within(seconds(10))
 *
 *     events    a1  c  a2  b1  b2        matches: a1 b1, a2 b1
 *
 * Every event that the first step takes begins a match; each later step takes the first event that it can
 * (`followedBy`) or the very next one (`next`). A match is found with its last event, or, where the pattern ends in
 * `notFollowedBy`, in the first batch by which `within` has passed. Costs by the keys that have events and matches
 * under way; only those are kept.
 *
 * @throws {StreamingError} `INVALID_PATTERN` for a pattern without `within`, or bad options
 */
export function detectPattern<K, E, N extends string>(
  parent: DStream<Pair<K, E>>,
  pattern: Pattern<E, N>,
  options: DetectPatternOptions<K, E> = {},
): PatternDStream<K, E, N> {
  const { eventTime, afterMatch = 'noSkip', maxPartialMatches = 100 } = options;
  const within = pattern.duration;
  if (within === undefined) {
    throw new StreamingError('INVALID_PATTERN', 'the pattern has no within; matches under way must end', {
      fix: 'Add .within(seconds(10)) to it.',
    });
  }
  if (!Number.isSafeInteger(maxPartialMatches) || maxPartialMatches < 1) {
    throw new StreamingError(
      'INVALID_PATTERN',
      `maxPartialMatches is ${maxPartialMatches}; it must be 1 or more`,
    );
  }
  const { idleTimeout = within } = options;
  requireDuration('idleTimeout', idleTimeout);
  const rules: MatchRules<E> = { pattern, within, afterMatch, maxPartialMatches };
  const { mapped } = statefulStream<K, E, readonly PartialMatch<E>[], Told<K, E>>(parent, {
    name: 'detectPattern',
    functions: [...functionsOf(pattern), ...(eventTime === undefined ? [] : [eventTime])],
    layout: options,
    update: (states, records, batchTime) =>
      matchBatch(rules, states, records, { eventTime, idleTimeout, batchTime }),
  });
  const matches = mapped.filter(isMatch).map(toMatch as (told: Told<K, E>) => [K, Matched<E, N>]);
  return Object.defineProperties(matches, {
    unfinished: { value: () => mapped.filter(isUnfinished).map(toUnfinished) },
  }) as PatternDStream<K, E, N>;
}

function functionsOf<E>({ steps, forbiddenAfter }: Pattern<E, string>): Where<E>[] {
  return [...steps.flatMap(({ where, forbidden }) => [where, ...forbidden]), ...forbiddenAfter];
}

interface BatchTiming<E> {
  readonly eventTime: ((event: E) => Time) | undefined;
  readonly idleTimeout: Duration;
  readonly batchTime: Time;
}

function matchBatch<K, E>(
  rules: MatchRules<E>,
  states: StateMap<K, readonly PartialMatch<E>[]>,
  records: (push: Push<Pair<K, E>>) => void,
  { eventTime, idleTimeout, batchTime }: BatchTiming<E>,
): Told<K, E>[] {
  const told: Told<K, E>[] = [];
  const keep = (key: K, partials: readonly PartialMatch<E>[]): void => {
    if (partials.length === 0) states.remove(key);
    // By batch times a key is looked at again when its oldest match has to end, else when it has been idle.
    else states.put(key, partials, eventTime === undefined ? (partials[0]?.beganAt ?? batchTime) : batchTime);
  };
  records(([key, event]) => {
    const time = eventTime === undefined ? batchTime : eventTime(event);
    keep(
      key,
      matchEvent(rules, states.get(key) ?? [], event, time, (outcome, events) =>
        told.push([key, outcome, events]),
      ),
    );
  });
  const threshold = batchTime - (eventTime === undefined ? rules.within : idleTimeout);
  for (const [key, partials] of states.getByTime(threshold)) {
    const now = eventTime === undefined ? batchTime : Number.POSITIVE_INFINITY;
    keep(
      key,
      expireMatches(rules, partials, now, (outcome, events) => told.push([key, outcome, events])),
    );
  }
  return told;
}
