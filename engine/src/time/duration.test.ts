import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDuration, parseDuration, requireMultiple } from './duration.ts';

test.each([
  ['500ms', 500],
  ['10s', 10_000],
  ['1.5m', 90_000],
  ['2h', 7_200_000],
  ['1d', 86_400_000],
  [' 3 S ', 3000],
])('D1 %s is %i ms', (text, expected) => {
  expect(parseDuration(text)).toBe(expected);
});

test.each(['', '10', 's', '0s', '-1s', '1.5ms', '1e3s', '10 apples', '1s2s', '999999999999d'])(
  'D1 %j is no duration',
  (text) => {
    expect(() => parseDuration(text)).toThrow(expect.objectContaining({ code: 'INVALID_DURATION' }));
  },
);

test('D1 what is written is read back', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 1e12 }), (ms) => parseDuration(formatDuration(ms)) === ms));
});

test('D2 the message gives the value and the rule', () => {
  expect(() => requireMultiple('windowDuration', 1500, 1000)).toThrow(
    'windowDuration is 1500 ms; it must be a multiple of 1000 ms, the parent’s slideDuration',
  );
});
