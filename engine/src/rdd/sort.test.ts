import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EngineContext } from '../executor/engine-context.ts';
import { compareNatural } from './ordering.ts';

const engine = new EngineContext();

const simple = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.double(),
  fc.bigInt({ min: -3n, max: 3n }),
  fc.string({ maxLength: 2 }),
  fc.boolean(),
  fc.constantFrom(null, undefined, Number.NaN, -0),
  fc.date({ noInvalidDate: true }),
);
const comparable = fc.oneof(simple, fc.array(simple, { maxLength: 3 }));

/** Written another way than what it tests: compares every pair. */
function isSortedStably(records: readonly { key: unknown; place: number }[], sign: number): boolean {
  return records.every(({ key, place }, i) => {
    const next = records[i + 1];
    if (next === undefined) return true;
    const order = sign * compareNatural(key, next.key);
    return order < 0 || (order === 0 && place < next.place);
  });
}

test('R10 sortBy is in order across partitions, and stable, for any keys', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(comparable, { maxLength: 60 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 5 }),
      async (list, ascending, numPartitions, numSorted) => {
        const records = list.map((key, place) => ({ key, place }));
        const sorted = engine
          .parallelize(records, numPartitions)
          .sortBy(({ key }) => key, ascending, numSorted);
        expect(sorted.numPartitions).toBe(numSorted);
        const collected = await sorted.collect();
        expect(isSortedStably(collected, ascending ? 1 : -1)).toBe(true);
        expect(collected.map(({ place }) => place).sort((a, b) => a - b)).toEqual([...list.keys()]);
      },
    ),
  );
});

test('R10 a natural order is one: antisymmetric and transitive', () => {
  fc.assert(
    fc.property(comparable, comparable, comparable, (a, b, c) => {
      expect(Math.sign(compareNatural(a, b)) + Math.sign(compareNatural(b, a))).toBe(0);
      if (compareNatural(a, b) <= 0 && compareNatural(b, c) <= 0) {
        expect(compareNatural(a, c)).toBeLessThanOrEqual(0);
      }
    }),
  );
});

test.each([
  [
    'numbers, NaN last',
    [3, Number.NaN, -1, 2n, Number.NEGATIVE_INFINITY],
    [Number.NEGATIVE_INFINITY, -1, 2n, 3, Number.NaN],
  ],
  ['strings by code unit', ['b', 'a', 'B', 'ä', ''], ['', 'B', 'a', 'b', 'ä']],
  ['pairs, entry by entry', [['b', 1], ['a', 2], ['a', 1], ['a']], [['a'], ['a', 1], ['a', 2], ['b', 1]]],
  [
    'one kind after another',
    [new Date(1), 'x', 1, true, null, undefined],
    [undefined, null, true, 1, 'x', new Date(1)],
  ],
] as [string, unknown[], unknown[]][])('R10 natural order: %s', async (_name, records, expected) => {
  expect(
    await engine
      .parallelize(records, 2)
      .sortBy((record) => record)
      .collect(),
  ).toEqual(expected);
});

test('R10 what has no order says so', async () => {
  const objects = engine.parallelize([{ a: 1 }, { a: 0 }], 2);
  await expect(objects.sortBy((record) => record).collect()).rejects.toMatchObject({
    code: 'NOT_COMPARABLE',
  });
});

test('R10 sortByKey keeps as many partitions as the parent has, about equally large', async () => {
  const pairs = engine
    .parallelize([...Array(1000).keys()], 4)
    .map((x): [number, string] => [(x * 389) % 1000, 'v']);
  const parts = await pairs.sortByKey().glom().collect();
  expect(parts.map((part) => part.length).every((length) => length > 150 && length < 350)).toBe(true);
  expect(parts.flat().map(([key]) => key)).toEqual([...Array(1000).keys()]);
  expect(await pairs.sortByKey(false, 2).keys().take(3)).toEqual([999, 998, 997]);
});

test('R10 equal keys are in one partition', async () => {
  const parts = await engine
    .parallelize([...Array(300).keys()], 3)
    .sortBy((x) => x % 2, true, 4)
    .glom()
    .collect();
  const holders = (remainder: number): number =>
    parts.filter((part) => part.some((x) => x % 2 === remainder)).length;
  expect([holders(0), holders(1)]).toEqual([1, 1]);
});
