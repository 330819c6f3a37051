import { describe, expect, test } from 'vitest';
import { formatBatchTime } from './format-batch-time.ts';
import { convertToTimeUnit, normalizeDuration } from './time-units.ts';

describe('ui-convertToTimeUnit', () => {
  test.each([
    ['ns', 60_000_000_000],
    ['us', 60_000_000],
    ['ms', 60_000],
    ['sec', 60],
    ['min', 1],
    ['hrs', 1 / 60],
    ['days', 1 / 60 / 24],
  ] as const)('D4 a minute in %s', (unit, expected) => {
    expect(convertToTimeUnit(60_000, unit)).toBe(expected);
  });
});

test.each([
  [0, 0, 'ms'],
  [999, 999, 'ms'],
  [1000, 1, 'sec'],
  [59_500, 59.5, 'sec'],
  [60_000, 1, 'min'],
  [3_600_000, 1, 'hrs'],
  [86_399_000, 86_399 / 3600, 'hrs'],
  [86_400_000, 1, 'days'],
  [864_000_000, 10, 'days'],
] as const)('D4 %i ms are %d %s', (duration, value, unit) => {
  expect(normalizeDuration(duration)).toEqual({ value: expect.closeTo(value, 9), unit });
});

describe('ui-formatBatchTime', () => {
  const batchTime = Date.UTC(2015, 4, 14, 21, 4, 40, 452);
  test.each([
    [1000, true, '2015/05/14 14:04:40'],
    [999, true, '2015/05/14 14:04:40.452'],
    [1000, false, '14:04:40'],
    [999, false, '14:04:40.452'],
  ])('D4 batches of %i ms, with date: %s', (batchDuration, showDate, expected) => {
    const options = { showDate, timeZone: 'America/Los_Angeles' };
    expect(formatBatchTime(batchTime, batchDuration, options)).toBe(expected);
  });

  test('D4 midnight is hour 00', () => {
    expect(formatBatchTime(0, 1000, { timeZone: 'UTC' })).toBe('1970/01/01 00:00:00');
  });
});
