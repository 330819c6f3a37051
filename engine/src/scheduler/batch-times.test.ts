import { expect, test } from 'vitest';
import { firstBatch, timesToReschedule } from './batch-times.ts';

test.each([
  [0, 1000, 0, 1000],
  [999, 1000, 0, 1000],
  [1000, 1000, 1000, 2000],
  [7300, 2000, 6000, 8000],
])(
  'D3 at %i with batches of %i ms: nothing up to %i, the first at %i',
  (now, duration, zeroTime, firstBatchTime) => {
    expect(firstBatch(now, duration)).toEqual({ zeroTime, firstBatchTime });
  },
);

test.each([
  ['down for two batches', 5000, 7200, [4000, 5000], [4000, 5000, 6000, 7000], 8000],
  ['back at once', 5000, 5000, [], [5000], 6000],
  ['pending and a gap', 5000, 5999, [3000], [3000, 5000], 6000],
  ['the clock went back', 5000, 4900, [4000, 5000], [4000], 5000],
])('S21 %s', (_name, checkpointTime, now, pendingTimes, times, restartTime) => {
  expect(timesToReschedule({ checkpointTime, now, pendingTimes, batchDuration: 1000 })).toEqual({
    times,
    restartTime,
  });
});
