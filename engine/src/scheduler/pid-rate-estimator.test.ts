import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PIDRateEstimator } from './pid-rate-estimator.ts';

test.each([
  ['no batchDuration', 0, {}],
  ['a proportional weight below 0', 100, { proportional: -1 }],
  ['an integral weight below 0', 100, { integral: -1 }],
  ['a derived weight below 0', 100, { derived: -1 }],
  ['a minimum of 0', 100, { minRatePerSecond: 0 }],
  ['a minimum that is no number', 100, { minRatePerSecond: Number.NaN }],
])('B11 %s is refused', (_name, batchDuration, options) => {
  expect(() => new PIDRateEstimator(batchDuration, options)).toThrow(
    expect.objectContaining({ code: 'INVALID_BACK_PRESSURE' }),
  );
});

test('B11 pid-stay-below-speed: while records wait, the rate is below what batches show to be possible', () => {
  const call = fc.record({
    numRecords: fc.integer({ min: 1000, max: 1999 }),
    schedulingDelay: fc.integer({ min: 1, max: 19 }),
  });
  fc.assert(
    fc.property(fc.array(call, { minLength: 50, maxLength: 50 }), (calls) => {
      const estimator = new PIDRateEstimator(20, {
        proportional: 1,
        integral: 0.01,
        derived: 0,
        minRatePerSecond: 10,
      });
      calls.forEach(({ numRecords, schedulingDelay }, i) => {
        const rate = estimator.compute(i * 20, numRecords, 20, schedulingDelay);
        if (i === 0) {
          expect(rate).toBeUndefined();
          return;
        }
        expect(rate).toBeLessThan((numRecords / 20) * 1000);
        expect(rate).toBeGreaterThanOrEqual(10);
      });
    }),
  );
});

test('B11 one that goes on from what another saved says what that one would', () => {
  const first = new PIDRateEstimator(1000, { derived: 0.5 });
  const calls: [number, number, number, number][] = [
    [1000, 500, 700, 0],
    [2000, 900, 950, 10],
    [3000, 1200, 1100, 60],
  ];
  for (const call of calls) first.compute(...call);
  const second = new PIDRateEstimator(1000, { derived: 0.5 });
  second.restore(structuredClone(first.save()));

  expect(second.compute(4000, 800, 400, 200)).toBe(first.compute(4000, 800, 400, 200));
});
