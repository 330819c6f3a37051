import type { Time } from '../../time/duration.ts';
import { advanceMatch, beginMatch, isWaitingForTime, matchedBy, type PartialMatch } from './partial-match.ts';
import type { Matched, Pattern } from './pattern.ts';

/**
 * What happens to a key's other matches when one has taken its last event. `noSkip`: they go on, so an event may be
 * in several. `skipPastLastEvent`: those begun by then are given up, so an event is in one at most.
 */
export type AfterMatch = 'noSkip' | 'skipPastLastEvent';

/** Why a match came to nothing, or `match`. */
export type Outcome = 'match' | 'timeout' | 'limit';

/** How a key's events are matched. */
export interface MatchRules<E> {
  readonly pattern: Pattern<E, string>;
  readonly within: number;
  readonly afterMatch: AfterMatch;
  readonly maxPartialMatches: number;
}

/** Takes what has come to an end. */
export type Tell<E> = (outcome: Outcome, matched: Matched<E>) => void;

/**
 * What one event makes of a key's matches under way, oldest first.
 *
 * @param tell gets what is complete, and what is given up for time or number; not what an event has contradicted
 * @returns the matches under way after it
 */
export function matchEvent<E>(
  rules: MatchRules<E>,
  partials: readonly PartialMatch<E>[],
  event: E,
  time: Time,
  tell: Tell<E>,
): PartialMatch<E>[] {
  const { pattern, afterMatch, maxPartialMatches } = rules;
  const next: PartialMatch<E>[] = [];
  const current = expireMatches(rules, partials, time, tell);
  for (let i = 0; i <= current.length; i += 1) {
    const partial = current[i];
    const advance =
      partial === undefined ? beginMatch(pattern, event, time) : advanceMatch(pattern, partial, event);
    if (advance.type === 'givenUp') continue;
    if (advance.type === 'goesOn') next.push(advance.partial);
    else tell('match', matchedBy(pattern, advance.partial));
    const hasTakenAll = isWaitingForTime(pattern, advance.partial) && advance.partial !== partial;
    if (afterMatch === 'skipPastLastEvent' && hasTakenAll) {
      return [...next, ...current.slice(i + 1)].filter((each) => isWaitingForTime(pattern, each));
    }
  }
  while (next.length > maxPartialMatches) tell('limit', matchedBy(pattern, next.shift() as PartialMatch<E>));
  return next;
}

/** Ends the matches that began more than `within` before `time`; those that waited for just that are complete. */
export function expireMatches<E>(
  { pattern, within }: MatchRules<E>,
  partials: readonly PartialMatch<E>[],
  time: Time,
  tell: Tell<E>,
): readonly PartialMatch<E>[] {
  return partials.filter((partial) => {
    const goesOn = time - partial.beganAt <= within;
    if (!goesOn) tell(isWaitingForTime(pattern, partial) ? 'match' : 'timeout', matchedBy(pattern, partial));
    return goesOn;
  });
}
