import fc from 'fast-check';
import { expect, test } from 'vitest';
import { balance } from './balance.ts';
import { exactExp, exactLog } from './exact-math.ts';

test('exp is near the engine’s own', () => {
  fc.assert(
    fc.property(fc.double({ min: -600, max: 600, noNaN: true }), (x) => {
      expect(Math.abs(exactExp(x) / Math.exp(x) - 1)).toBeLessThan(1e-13);
    }),
  );
  expect([exactExp(0), exactExp(-0), exactExp(-1_000)]).toEqual([1, 1, 0]);
});

test('log is near the engine’s own', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => {
      expect(Math.abs(exactLog(x) - Math.log(x))).toBeLessThan(1e-12 * Math.max(1, Math.abs(Math.log(x))));
    }),
  );
  expect(exactLog(1)).toBe(0);
});

test('balance is P(positive) − P(negative) in steps of 0.0001', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -60, max: 60, noNaN: true }),
      fc.double({ min: -60, max: 60, noNaN: true }),
      (n, p) => {
        const total = Math.exp(n) + Math.exp(p) + 1;
        const found = balance(n, p);
        expect(Math.abs(found - (Math.exp(p) - Math.exp(n)) / total)).toBeLessThan(0.000_051);
        expect(found).toBe(Math.round(found * 10_000) / 10_000);
      },
    ),
  );
});

test.each([
  [0, 0, 0],
  [-1e9, -1e9, 0],
  [1e9, 0, -1],
  [0, 1e9, 1],
  [1e9, 1e9, 0],
])('balance of %d and %d is %d', (negative, positive, expected) => {
  expect(balance(negative, positive)).toBe(expected);
});
