import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backOffMs } from './back-off.ts';

test.each([
  [1, 0, 250],
  [1, 1, 500],
  [2, 1, 1000],
  [3, 0.5, 1125],
  [6, 1, 16_000],
  [7, 1, 30_000],
  [1000, 1, 30_000],
  [1000, 0, 250],
])('after %i failures and the throw of %d it waits %i ms', (failures, random, expected) => {
  expect(backOffMs(failures, random)).toBe(expected);
});

test('it stays between 250 ms and 30 s', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1 }), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
      const ms = backOffMs(failures, random);
      expect(ms).toBeGreaterThanOrEqual(250);
      expect(ms).toBeLessThanOrEqual(30_000);
    }),
  );
});
