import { expect, test } from 'vitest';
import { simulate } from './simulation.ts';
import { VARIANTS, type Variant } from './variant.ts';

/** A control must be found out within so many seeds. */
const MOST_SEEDS = 5;
const HOURS = 0.25;

test.each([1, 2, 3, 4, 5, 6])('half an hour of seed %i: every promise holds', async (seed) => {
  const { violation, figures } = await simulate({ seed, hours: 0.5 });
  expect(violation).toBeUndefined();
  expect(figures.records).toBeGreaterThan(0);
  expect(figures.batches).toBeGreaterThan(0);
  expect(figures.faults).toBeGreaterThan(0);
});

test('a seed happens again in the same way, and another one in another', async () => {
  const lines: string[][] = [[], [], []];
  const run = (seed: number, index: number) =>
    simulate({ seed, hours: HOURS, print: (line) => lines[index]?.push(line) });
  const results = [await run(11, 0), await run(11, 1), await run(12, 2)];
  const [first, second, other] = results.map(({ digest }) => digest);
  expect(second).toBe(first);
  expect(lines[1]).toEqual(lines[0]);
  expect(other).not.toBe(first);
});

test.each(VARIANTS)('a control, %s, is found out', async (variant: Variant) => {
  const found: string[] = [];
  for (let seed = 1; seed <= MOST_SEEDS && found.length === 0; seed += 1) {
    const { violation, lastEvents } = await simulate({ seed, hours: HOURS, variant });
    if (violation === undefined) continue;
    found.push(violation.message);
    expect(lastEvents.join('\n')).toContain(' broken ');
    expect(lastEvents.length).toBeLessThanOrEqual(50);
  }
  expect(found).not.toEqual([]);
});
