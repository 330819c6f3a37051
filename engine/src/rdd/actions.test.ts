import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { EngineContext } from '../executor/engine-context.ts';

const engine = new EngineContext();
const lists = fc.array(fc.integer({ min: -50, max: 50 }), { maxLength: 60 });
const partitions = fc.integer({ min: 1, max: 6 });

test('R18 the greatest and the least, in order, of equal ones the first', async () => {
  await fc.assert(
    fc.asyncProperty(lists, partitions, fc.integer({ min: -1, max: 70 }), async (list, n, num) => {
      const rdd = engine.parallelize(list, n);
      const wanted = Math.max(0, num);
      expect(await rdd.takeOrdered(num)).toEqual(list.toSorted((a, b) => a - b).slice(0, wanted));
      expect(await rdd.top(num)).toEqual(list.toSorted((a, b) => b - a).slice(0, wanted));
      const placed = rdd.zipWithIndex();
      const places = list.map((x, i): [number, number] => [x, i]);
      expect(await placed.takeOrdered(num, ([x]) => Math.abs(x))).toEqual(
        places.toSorted(([a], [b]) => Math.abs(a) - Math.abs(b)).slice(0, wanted),
      );
      expect(await placed.top(num, ([x]) => x)).toEqual(
        places.toSorted(([a], [b]) => b - a).slice(0, wanted),
      );
    }),
  );
});

test('R18 top of many reads them all and keeps few', async () => {
  expect(
    await engine
      .range(0, 100_000, 1, 3)
      .map((x) => (x * 7919) % 100_003)
      .top(3),
  ).toEqual([100_002, 100_001, 100_000]);
});

test('R16 R18 folds and numbers are those of the list', async () => {
  await fc.assert(
    fc.asyncProperty(lists, partitions, async (list, n) => {
      const rdd = engine.parallelize(list, n);
      const total = list.reduce((a, b) => a + b, 0);
      expect(await rdd.sum()).toBe(total);
      expect(await rdd.fold(0, (a, b) => a + b)).toBe(total);
      const text = await rdd.aggregate(
        '',
        (joined, x) => `${joined}${x},`,
        (a, b) => a + b,
      );
      expect(text).toBe(list.map((x) => `${x},`).join(''));
      const { count, mean, variance, min, max, sampleVariance } = await rdd.stats();
      expect(count).toBe(list.length);
      if (list.length === 0) return;
      expect([min, max]).toEqual([Math.min(...list), Math.max(...list)]);
      expect([await rdd.min(), await rdd.max()]).toEqual([min, max]);
      expect(mean).toBeCloseTo(total / list.length);
      expect(await rdd.mean()).toBe(mean);
      const squares = list.reduce((sum, x) => sum + (x - total / list.length) ** 2, 0);
      expect(variance).toBeCloseTo(squares / list.length);
      if (list.length > 1) expect(sampleVariance).toBeCloseTo(squares / (list.length - 1));
    }),
  );
});

describe('R18 nothing', () => {
  const nothing = engine.parallelize<number>([], 3);

  test.each([
    ['sum', 0],
    ['mean', Number.NaN],
    ['count', 0],
    ['isEmpty', true],
    ['collect', []],
  ] as const)('%s is %s', async (action, expected) => {
    expect(await nothing[action]()).toEqual(expected);
  });

  test.each(['min', 'max', 'first'] as const)('%s is EMPTY_COLLECTION', async (action) => {
    await expect(nothing[action]()).rejects.toMatchObject({ code: 'EMPTY_COLLECTION' });
  });

  test('stats have no mean and no variance', async () => {
    expect(await nothing.stats()).toEqual({
      count: 0,
      sum: 0,
      mean: Number.NaN,
      min: Number.POSITIVE_INFINITY,
      max: Number.NEGATIVE_INFINITY,
      variance: Number.NaN,
      stdev: Number.NaN,
      sampleVariance: Number.NaN,
      sampleStdev: Number.NaN,
    });
  });
});

test('R16 a zero value of fold enters once for each partition and once for all', async () => {
  expect(await engine.parallelize([1, 2, 3], 3).fold(10, (a, b) => a + b)).toBe(46);
});

test('R16 the zero value of aggregate may be changed', async () => {
  const zero = { seen: [] as number[] };
  const seen = engine.parallelize([1, 2, 3], 2).aggregate(
    zero,
    (all, x) => {
      all.seen.push(x);
      return all;
    },
    (a, b) => ({ seen: [...a.seen, ...b.seen] }),
  );
  expectTypeOf(seen).toEqualTypeOf<Promise<{ seen: number[] }>>();
  expect(await seen).toEqual({ seen: [1, 2, 3] });
  expect(zero).toEqual({ seen: [] });
});

test('R18 stats are exact for large offsets', async () => {
  const { variance, mean } = await engine.parallelize([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16], 2).stats();
  expect([mean, variance]).toEqual([1e9 + 10, 22.5]);
});

test('R19 counts are found by value', async () => {
  const counts = await engine.parallelize(['a', 'b', 'a'], 2).countByValue();
  expectTypeOf(counts).toEqualTypeOf<Map<string, number>>();
  expect(counts.get('a')).toBe(2);
  expect(
    (
      await engine
        .parallelize([
          ['a', 1],
          ['a', 1],
        ] as [string, number][])
        .countByValue()
    ).size,
  ).toBe(1);
});

test('R5 first and isEmpty compute no more than a record', async () => {
  let computed = 0;
  const rdd = engine.range(0, 1000, 1, 4).map((x) => {
    computed += 1;
    return x;
  });
  expect([await rdd.first(), await rdd.isEmpty(), computed]).toEqual([0, false, 2]);
});

test('large results do not overflow the stack', async () => {
  const rdd = engine.range(0, 400_000, 1, 2);
  expect((await rdd.collect()).length).toBe(400_000);
  expect(
    (
      await rdd
        .map((x) => [0, x])
        .groupByKey()
        .values()
        .first()
    ).length,
  ).toBe(400_000);
  expect(await rdd.sortBy((x) => -x).first()).toBe(399_999);
  expect((await rdd.persist().glom().first()).length).toBe(200_000);
});
