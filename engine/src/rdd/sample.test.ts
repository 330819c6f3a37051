import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EngineContext } from '../executor/engine-context.ts';

const engine = new EngineContext();
const numbers = engine.range(0, 10_000, 1, 4);

test('R11 the same seed takes the same records, another one others', async () => {
  const one = await numbers.sample(false, 0.1, 7).collect();
  expect(await numbers.sample(false, 0.1, 7).collect()).toEqual(one);
  expect(await numbers.sample(false, 0.1, 8).collect()).not.toEqual(one);
});

test('R11 a partition’s choice does not depend on the others', async () => {
  const [first] = await numbers.sample(false, 0.1, 7).glom().collect();
  const [alone] = await engine.range(0, 2500, 1, 1).sample(false, 0.1, 7).glom().collect();
  expect(alone).toEqual(first);
});

test('R11 a sample keeps the order and takes nothing twice; with replacement it may', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.double({ min: 0, max: 1, noNaN: true }), async (seed, fraction) => {
      const once = await engine.range(0, 200, 1, 3).sample(false, fraction, seed).collect();
      expect(once).toEqual([...new Set(once)].sort((a, b) => a - b));
      const often = await engine
        .range(0, 200, 1, 3)
        .sample(true, fraction * 3, seed)
        .collect();
      expect(often).toEqual(often.toSorted((a, b) => a - b));
    }),
  );
});

test.each([
  ['without replacement', false, 0.3],
  ['with replacement', true, 0.3],
  ['with replacement, several of each', true, 5],
  ['with replacement, very many of each', true, 100],
])('R11 %s the size is about fraction × count', async (_name, withReplacement, fraction) => {
  for (const seed of [1, 2, 2 ** 40, -1]) {
    const count = await numbers.sample(withReplacement, fraction, seed).count();
    // Five standard deviations.
    expect(Math.abs(count - fraction * 10_000)).toBeLessThan(5 * Math.sqrt(fraction * 10_000));
  }
});

test.each([
  [false, 0, 0],
  [false, 1, 10_000],
  [true, 0, 0],
])('R11 sample(%s, %s) has %i records', async (withReplacement, fraction, expected) => {
  expect(await numbers.sample(withReplacement, fraction, 1).count()).toBe(expected);
});

test.each([
  [false, 1.1],
  [false, -0.1],
  [false, Number.NaN],
  [true, -1],
  [true, Number.POSITIVE_INFINITY],
])('R11 sample(%s, %s) is refused', (withReplacement, fraction) => {
  expect(() => numbers.sample(withReplacement, fraction)).toThrow(
    expect.objectContaining({ code: 'INVALID_FRACTION' }),
  );
});
