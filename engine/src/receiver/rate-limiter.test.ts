import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ManualClock } from '../testing/index.ts';
import { RateLimiter } from './rate-limiter.ts';

test.each([
  [{}, Number.POSITIVE_INFINITY],
  [{ maxRatePerSecond: 50 }, 50],
  [{ maxRatePerSecond: 50, initialRatePerSecond: 20 }, 20],
  [{ maxRatePerSecond: 50, initialRatePerSecond: 80 }, 50],
])('I7 with %o it begins at %d', (limits, expected) => {
  expect(new RateLimiter(new ManualClock(), limits).ratePerSecond).toBe(expected);
});

test.each([
  ['above the maximum', 105, 100],
  ['below it', 60, 60],
  ['0', 0, 100],
  ['below 0', -3, 100],
  ['no number', Number.NaN, 100],
])('I7 an update %s', (_name, rate, expected) => {
  const limiter = new RateLimiter(new ManualClock(), { maxRatePerSecond: 100 });
  limiter.updateRate(rate);

  expect(limiter.ratePerSecond).toBe(expected);
});

test.each([0, -1, Number.NaN])('I7 a rate of %d is refused', (maxRatePerSecond) => {
  expect(() => new RateLimiter(new ManualClock(), { maxRatePerSecond })).toThrow(
    expect.objectContaining({ code: 'INVALID_RATE' }),
  );
});

test('rate-limited-output I7 41000 bytes at 10000 a second take 4 s, and little more', () => {
  const clock = new ManualClock();
  const limiter = new RateLimiter(clock, { maxRatePerSecond: 10_000 });
  let left = 41_000;
  while (left > 0) {
    const piece = Math.min(left, 1000);
    left -= piece;
    clock.advance(limiter.take(piece));
  }
  expect(clock.now()).toBeGreaterThanOrEqual(4000);
  expect(clock.now()).toBeLessThanOrEqual(4200);
});

test('I7 whoever waits as told stays below the rate, and close to it when there is enough', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100_000 }),
      fc.array(
        fc.record({ numRecords: fc.integer({ min: 1, max: 500 }), pause: fc.nat(300), late: fc.nat(3) }),
        {
          maxLength: 60,
        },
      ),
      (ratePerSecond, pieces) => {
        const clock = new ManualClock(1000);
        const limiter = new RateLimiter(clock, { maxRatePerSecond: ratePerSecond });
        const taken: { at: number; numRecords: number }[] = [];
        for (const { numRecords, pause, late } of pieces) {
          clock.advance(pause);
          taken.push({ at: clock.now(), numRecords });
          const wait = limiter.take(numRecords);
          clock.advance(wait === 0 ? 0 : wait + late);
        }
        for (let from = 0; from < taken.length; from += 1) {
          let sum = 0;
          for (let to = from; to < taken.length; to += 1) {
            const elapsed = (taken[to]?.at ?? 0) - (taken[from]?.at ?? 0);
            // The last piece was let in by what those before it had paid.
            expect(sum).toBeLessThanOrEqual((ratePerSecond * (elapsed + 101)) / 1000 + 500);
            sum += taken[to]?.numRecords ?? 0;
          }
        }
      },
    ),
  );
});
