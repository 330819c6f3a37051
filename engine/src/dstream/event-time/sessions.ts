import type { Duration } from '../../time/duration.ts';
import type { Stamped } from './stamped.ts';
import type { TimeWindow } from './time-windows.ts';
import type { WindowAggregator } from './window-aggregator.ts';

/** A run of a key's records with less than `gap` between neighbours. It ends `gap` after the last one. */
export interface Session<C> extends TimeWindow {
  readonly value: C;
}

/** The sessions of a key's records, oldest first. Sorts `records` by time. */
export function sessionsOf<T, K, C, R>(
  records: Stamped<T>[],
  gap: Duration,
  { create, add }: WindowAggregator<T, K, C, R>,
): Session<C>[] {
  const sessions: Session<C>[] = [];
  let last: { start: number; end: number; value: C } | undefined;
  for (const [eventTime, record] of records.sort(([a], [b]) => a - b)) {
    if (last !== undefined && eventTime < last.end) {
      last.end = eventTime + gap;
      last.value = add(last.value, record, eventTime);
    } else {
      last = { start: eventTime, end: eventTime + gap, value: create(record, eventTime) };
      sessions.push(last);
    }
  }
  return sessions;
}

/**
 * Puts two lists of one key's sessions together; those that overlap become one. A record that comes exactly `gap`
 * after the last of a session begins a new one.
 *
 *     [--- a ---)        [--- c ---)
 *             [--- b -----)               one session, merge(merge(a, b), c)
 */
export function mergeSessions<C>(
  one: readonly Session<C>[],
  other: readonly Session<C>[],
  merge: (earlier: C, later: C) => C,
): Session<C>[] {
  const merged: Session<C>[] = [];
  for (const next of [...one, ...other].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last === undefined || next.start >= last.end) merged.push(next);
    else {
      const end = Math.max(last.end, next.end);
      merged[merged.length - 1] = { start: last.start, end, value: merge(last.value, next.value) };
    }
  }
  return merged;
}
