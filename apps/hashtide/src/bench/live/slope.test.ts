import { expect, test } from 'vitest';
import { slopePerMinute } from './slope.ts';

test.each([
  ['a line', [0, 1, 2, 3], [100, 101, 102, 103], 60],
  ['flat', [0, 10, 20], [5, 5, 5], 0],
  ['what goes up and down comes to nothing', [0, 1, 2, 3], [1, 3, 3, 1], 0],
  ['falling', [0, 60], [10, 4], -6],
])('%s', (_name, seconds, values, expected) => {
  expect(slopePerMinute(seconds.map((second, index) => [second, values[index] ?? 0]))).toBeCloseTo(
    expected,
    9,
  );
});
