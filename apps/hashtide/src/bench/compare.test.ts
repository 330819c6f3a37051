import { describe, expect, test } from 'vitest';
import { compare, compareTimes, median } from './compare.ts';
import { seededRandom, skewedKey } from './random.ts';

describe('compare', () => {
  test('a round’s ratio is its own: a slow minute of the machine changes nothing', () => {
    expect(compareTimes([10, 100, 10], [30, 300, 30])).toEqual({
      ours: { median: 10, min: 10, max: 100 },
      rival: { median: 30, min: 30, max: 300 },
      ratio: 3,
      rounds: 3,
    });
  });

  test('both do the same number of rounds, in turn, warm-ups first', async () => {
    const calls: string[] = [];
    const { rounds } = await compare(
      () => calls.push('ours'),
      () => calls.push('rival'),
      { rounds: 2, warmUps: 1 },
    );
    expect(rounds).toBe(2);
    expect(calls).toEqual(['rival', 'ours', 'ours', 'rival', 'rival', 'ours']);
  });

  test.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[7], 7],
  ])('the median of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });
});

test('the same seed gives the same keys, small ones oftener', () => {
  const draw = (): number[] => {
    const random = seededRandom(7);
    return Array.from({ length: 10_000 }, () => skewedKey(random, 1000));
  };
  const keys = draw();
  expect(draw()).toEqual(keys);
  expect(Math.min(...keys)).toBe(0);
  expect(Math.max(...keys)).toBeLessThan(1000);
  const share = (from: number, to: number): number =>
    keys.filter((key) => key >= from && key < to).length / keys.length;
  expect(share(0, 31)).toBeGreaterThan(0.45);
  expect(share(500, 1000)).toBeLessThan(0.15);
});
