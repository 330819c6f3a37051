import { expect, test } from 'vitest';
import { StreamingError } from '../../errors.ts';
import type { Greeting } from './messages.ts';
import { refuseOldRecords } from './refuse-old-records.ts';

const greeting: Greeting = { source: 'replay', epoch: 'e', clock: 'recorded', first: 1, next: 9, about: '' };
const position = { lastBatchTime: 10_000, known: undefined, database: 'mood.db' };

test.each([
  ['after the last batch', greeting, 10_001, position],
  ['into an empty database', greeting, 5, { ...position, lastBatchTime: Number.NEGATIVE_INFINITY }],
  ['of a stream that the database knows', greeting, 5, { ...position, known: 3 }],
  ['of a live source: they are late', { ...greeting, clock: 'live' } as const, 5, position],
])('takes records %s', (_name, from, firstRecordAt, where) => {
  expect(() => refuseOldRecords(from, firstRecordAt, where)).not.toThrow();
});

test('refuses a recording from before the database’s last batch, and says what to do', () => {
  let refusal: unknown;
  try {
    refuseOldRecords(greeting, 10_000, position);
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toBeInstanceOf(StreamingError);
  expect(refusal).toMatchObject({
    code: 'RECORDS_TOO_OLD',
    message: expect.stringContaining('mood.db'),
    fix: expect.stringContaining('--db'),
  });
});
