import { expect, test } from 'vitest';
import { floorTime } from './interval.ts';
import { isMultipleOf, to, until } from './time-arithmetic.ts';

test.each([
  [1000, 5, true],
  [1000, 1000, true],
  [1000, 6, false],
  [0, 7, true],
  [-2000, 1000, true],
])('D4 time-isMultipleOf: %i of %i: %s', (time, duration, expected) => {
  expect(isMultipleOf(time, duration)).toBe(expected);
});

test.each([
  ['until', until, 1000, 1100, 100, [1000]],
  ['until', until, 1000, 1000, 100, []],
  ['until', until, 1000, 1100, 30, [1000, 1030, 1060, 1090]],
  ['until', until, 1000, 900, 100, []],
  ['to', to, 1000, 1100, 100, [1000, 1100]],
  ['to', to, 1000, 1000, 100, [1000]],
  ['to', to, 1000, 1100, 30, [1000, 1030, 1060, 1090]],
  ['to', to, 1000, 999, 100, []],
])('D4 time-until-to: %s', (_name, f, from, end, step, expected) => {
  expect(f(from, end, step)).toEqual(expected);
});

test.each([
  [1350, 200, 0, 1200],
  [1350, 200, 50, 1250],
  [1350, 200, 150, 1350],
  [200, 200, 0, 200],
  [-1, 200, 0, -200],
])('D4 floor of %i to %i, counted from %i', (time, duration, zeroTime, expected) => {
  expect(floorTime(time, duration, zeroTime)).toBe(expected);
});

test.each([0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('D4 a step of %d is refused', (step) => {
  for (const f of [() => until(0, 10, step), () => to(0, 10, step), () => isMultipleOf(10, step)]) {
    expect(f).toThrow(expect.objectContaining({ code: 'INVALID_DURATION' }));
  }
});
