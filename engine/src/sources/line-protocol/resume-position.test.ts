import { expect, test } from 'vitest';
import { resumePosition } from './resume-position.ts';

test.each([
  ['a new epoch begins at first', 5, 9, undefined, { next: 5, lost: 0, lostTail: 0 }],
  ['a new, empty one too', 1, 1, undefined, { next: 1, lost: 0, lostTail: 0 }],
  ['a known one goes on', 5, 9, 7, { next: 7, lost: 0, lostTail: 0 }],
  ['at first', 5, 9, 5, { next: 5, lost: 0, lostTail: 0 }],
  ['at next: nothing is new', 5, 9, 9, { next: 9, lost: 0, lostTail: 0 }],
  ['what was dropped is lost', 5, 9, 2, { next: 5, lost: 3, lostTail: 0 }],
  ['a tail that the reader lost is an alarm', 5, 9, 12, { next: 9, lost: 0, lostTail: 3 }],
])('%s: reader has %i…%i − 1, engine wants %s', (_name, first, next, known, expected) => {
  expect(resumePosition({ source: 'x', epoch: 'e', clock: 'live', first, next, about: '' }, known)).toEqual(
    expected,
  );
});
