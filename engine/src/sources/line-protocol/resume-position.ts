import type { Greeting } from './messages.ts';

/** Where an engine goes on in a reader's stream, and what went missing on the way. */
export interface ResumePosition {
  /** The `resume` to send. */
  readonly next: number;
  /** Records the reader no longer holds and the engine never had. */
  readonly lost: number;
  /** Records the engine had and the reader no longer knows of: it lost its tail, which is an alarm. */
  readonly lostTail: number;
}

/**
 * The rule of resuming, for each case:
 *
 *     the epoch is new to the engine              → first
 *     first ≤ known ≤ next                        → known
 *     known < first: the reader had to drop       → first, and first − known are lost
 *     known > next: the reader lost its tail      → next, and known − next is the alarm
 *
 * @param known the first sequence number of this epoch that the engine does not have; undefined: a new epoch
 */
export function resumePosition(greeting: Greeting, known: number | undefined): ResumePosition {
  const { first, next } = greeting;
  if (known === undefined) return { next: first, lost: 0, lostTail: 0 };
  if (known < first) return { next: first, lost: first - known, lostTail: 0 };
  if (known > next) return { next, lost: 0, lostTail: known - next };
  return { next: known, lost: 0, lostTail: 0 };
}

/** What went missing, for people; '': nothing. */
export function describeLoss({ lost, lostTail }: Pick<ResumePosition, 'lost' | 'lostTail'>): string {
  if (lostTail > 0) {
    return `the reader lost its last ${lostTail} records, which were counted; its new ones are taken`;
  }
  return lost > 0 ? `${lost} records were no longer held by the reader and are lost` : '';
}
