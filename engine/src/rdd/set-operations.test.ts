import fc from 'fast-check';
import { expect, expectTypeOf, test } from 'vitest';
import { EngineContext } from '../executor/engine-context.ts';
import type { RDD } from './rdd.ts';

const engine = new EngineContext();
const lists = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 20 });
const partitions = fc.integer({ min: 1, max: 4 });

const sorted = (list: readonly number[]): number[] => list.toSorted((a, b) => a - b);
const collected = async (rdd: RDD<number>): Promise<number[]> => sorted(await rdd.collect());
const unique = (list: readonly number[]): number[] => sorted([...new Set(list)]);

test('R15 sets give what lists give', async () => {
  await fc.assert(
    fc.asyncProperty(lists, lists, partitions, partitions, async (left, right, n, m) => {
      const [a, b] = [engine.parallelize(left, n), engine.parallelize(right, n + 1)];
      expect(await a.union(b).collect()).toEqual([...left, ...right]);
      expect(await collected(a.distinct(m))).toEqual(unique(left));
      expect(await collected(a.intersection(b, m))).toEqual(unique(left).filter((x) => right.includes(x)));
      expect(await collected(a.subtract(b, m))).toEqual(sorted(left.filter((x) => !right.includes(x))));
    }),
  );
});

test('R15 laws of sets hold', async () => {
  await fc.assert(
    fc.asyncProperty(lists, lists, lists, async (x, y, z) => {
      const [a, b, c] = [x, y, z].map((list, i) => engine.parallelize(list, i + 1)) as [
        RDD<number>,
        RDD<number>,
        RDD<number>,
      ];
      const same = async (one: RDD<number>, other: RDD<number>): Promise<void> =>
        expect(await collected(one)).toEqual(await collected(other));
      await same(a.union(b), b.union(a));
      await same(a.union(b).union(c), a.union(b.union(c)));
      await same(a.intersection(b), b.intersection(a));
      await same(a.intersection(b.union(c)), a.intersection(b).union(a.intersection(c)).distinct());
      await same(a.subtract(b.union(c)), a.subtract(b).subtract(c));
      await same(a.subtract(b).union(a.subtract(a.subtract(b))), a);
      await same(a.union(b).distinct(), a.distinct().union(b.distinct()).distinct());
    }),
    { numRuns: 40 },
  );
});

test('R2 laws of steps hold', async () => {
  const f = (x: number): number => x * 7 - 3;
  const g = (x: number): number => x % 4;
  const odd = (x: number): boolean => x % 2 === 1;
  await fc.assert(
    fc.asyncProperty(lists, lists, partitions, async (x, y, n) => {
      const [a, b] = [engine.parallelize(x, n), engine.parallelize(y, n)];
      const same = async <T>(one: RDD<T>, other: RDD<T>): Promise<void> =>
        expect(await one.glom().collect()).toEqual(await other.glom().collect());
      await same(
        a.map(f).map(g),
        a.map((each) => g(f(each))),
      );
      await same(a.map(g).filter(odd), a.filter((each) => odd(g(each))).map(g));
      await same(
        a.filter(odd),
        a.flatMap((each) => (odd(each) ? [each] : [])),
      );
      await same(a.union(b).map(f), a.map(f).union(b.map(f)));
      await same(a.union(b).filter(odd), a.filter(odd).union(b.filter(odd)));
      await same(
        a.glom().flatMap((part) => [...part]),
        a,
      );
      await same(
        a.mapPartitions((records) => records.map(f)),
        a.map(f),
      );
      await same(a.keyBy(g).values(), a);
      expect(await a.cartesian(b).count()).toBe(x.length * y.length);
    }),
    { numRuns: 50 },
  );
});

test('R15 records are the same when they say the same', async () => {
  const points = engine.parallelize([
    { x: 1, y: 2 },
    { x: 3, y: 4 },
    { x: 1, y: 2 },
  ]);
  const others = engine.parallelize([{ y: 2, x: 1 }]);
  expectTypeOf(points.intersection(others)).toEqualTypeOf<RDD<{ x: number; y: number }>>();
  expect(await points.intersection(others).collect()).toEqual([{ x: 1, y: 2 }]);
  expect(await points.subtract(others).collect()).toEqual([{ x: 3, y: 4 }]);
});

test('R15 subtractByKey looks at keys alone', async () => {
  const left = engine.parallelize<[string, number]>(
    [
      ['a', 1],
      ['b', 2],
      ['a', 3],
      ['c', 4],
    ],
    2,
  );
  const rest = left.subtractByKey(engine.parallelize<[string, string]>([['b', 'x']]));
  expectTypeOf(rest).toEqualTypeOf<RDD<[string, number]>>();
  expect((await rest.collect()).toSorted()).toEqual([
    ['a', 1],
    ['a', 3],
    ['c', 4],
  ]);
});
