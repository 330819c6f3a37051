import fc from 'fast-check';
import { expect, expectTypeOf, test } from 'vitest';
import { EngineContext } from '../executor/engine-context.ts';
import type { Pair, RDD } from './rdd.ts';

const engine = new EngineContext();
const lists = fc.array(fc.integer({ min: -20, max: 20 }), { maxLength: 40 });
const partitions = fc.integer({ min: 1, max: 9 });

test.each([0, -1, 1.5, Number.NaN])('R8 %s is no number of partitions', (n) => {
  const pairs = engine.parallelize([1]).map((x) => [x, x]);
  const refused = expect.objectContaining({ code: 'INVALID_NUM_PARTITIONS' });
  expect(() => engine.parallelize([1], n)).toThrow(refused);
  expect(() => engine.range(0, 5, 1, n)).toThrow(refused);
  expect(() => pairs.coalesce(n)).toThrow(refused);
  expect(() => pairs.repartition(n)).toThrow(refused);
  expect(() => pairs.partitionBy(n)).toThrow(refused);
  expect(() => pairs.reduceByKey((a, b) => a + b, n)).toThrow(refused);
  expect(() => pairs.join(pairs, n)).toThrow(refused);
  expect(() => pairs.sortByKey(true, n)).toThrow(refused);
  expect(() => pairs.distinct(n)).toThrow(refused);
});

test.each([
  [[5], [0, 1, 2, 3, 4]],
  [
    [2, 5],
    [2, 3, 4],
  ],
  [[5, 2], []],
  [
    [5, 0, -2],
    [5, 3, 1],
  ],
  [
    [0, 1, 0.25],
    [0, 0.25, 0.5, 0.75],
  ],
  [[0, 0], []],
] as [[number, number?, number?], number[]][])('R9 range(%j) is %j', async ([start, end, step], expected) => {
  expect(await engine.range(start, end, step, 3).collect()).toEqual(expected);
});

test.each([
  [0, 5, 0],
  [0, Number.POSITIVE_INFINITY, 1],
  [Number.NaN, 1, 1],
])('R9 range(%s, %s, %s) is refused', (start, end, step) => {
  expect(() => engine.range(start, end, step)).toThrow(expect.objectContaining({ code: 'INVALID_RANGE' }));
});

test('R13 coalesce puts neighbours together and keeps the order', async () => {
  await fc.assert(
    fc.asyncProperty(lists, partitions, partitions, async (list, n, m) => {
      const coalesced = engine.parallelize(list, n).coalesce(m);
      expect(coalesced.getNumPartitions()).toBe(Math.min(n, m));
      expect(await coalesced.collect()).toEqual(list);
    }),
  );
});

test('R13 with shuffle, coalesce and repartition are even to one record', async () => {
  await fc.assert(
    fc.asyncProperty(lists, partitions, partitions, async (list, n, m) => {
      for (const rdd of [
        engine.parallelize(list, n).coalesce(m, true),
        engine.parallelize(list, n).repartition(m),
      ]) {
        const sizes = (await rdd.glom().collect()).map((part) => part.length);
        expect(sizes.length).toBe(m);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        expect((await rdd.collect()).sort((a, b) => a - b)).toEqual(list.toSorted((a, b) => a - b));
      }
    }),
  );
});

test('R14 partitionBy(n, f) puts a key in partition f(key) modulo n, in the order of records', async () => {
  await fc.assert(
    fc.asyncProperty(lists, partitions, partitions, async (list, n, m) => {
      const rdd = engine.parallelize(list, n).map((x): [number, string] => [x, 'v']);
      const parts = await rdd
        .partitionBy(m, (key) => key)
        .keys()
        .glom()
        .collect();
      const expected = Array.from({ length: m }, (_, p) => list.filter((x) => ((x % m) + m) % m === p));
      expect(parts).toEqual(expected);
    }),
  );
});

test('R14 a partition function must give an integer', async () => {
  const rdd = engine.parallelize([1]).map((x) => [x, x]);
  await expect(rdd.partitionBy(2, () => 0.5).collect()).rejects.toThrow('the partition of key 1 is 0.5');
});

test('R14 by hash twice is once', () => {
  const rdd = engine
    .parallelize([1])
    .map((x) => [x, x])
    .partitionBy(3);
  expectTypeOf(rdd).toEqualTypeOf<RDD<Pair<number, number>>>();
  expect(rdd.partitionBy(3)).toBe(rdd);
  expect(rdd.partitionBy(4)).not.toBe(rdd);
});

test.each<[string, (rdd: RDD<Pair<number, number>>) => RDD<Pair<number, number>>, number]>([
  ['of unknown partitions: all', (rdd) => rdd, 4],
  ['after partitionBy: one', (rdd) => rdd.partitionBy(4), 1],
  ['after a partition function: one', (rdd) => rdd.partitionBy(4, (key) => key * 3), 1],
  ['after reduceByKey: one', (rdd) => rdd.reduceByKey((a, b) => a + b, 4), 1],
  [
    'after filter and mapValues: still one',
    (rdd) =>
      rdd
        .reduceByKey((a, b) => a + b, 4)
        .filter(() => true)
        .mapValues((x) => x),
    1,
  ],
  ['after a join: one', (rdd) => rdd.join(rdd, 4).mapValues(([v]) => v), 1],
  ['after map: all', (rdd) => rdd.partitionBy(4).map((pair): Pair<number, number> => pair), 4],
])('R14 lookup %s', async (_name, make, expected) => {
  const read = new Set<number>();
  const pairs = engine.range(0, 40, 1, 4).map((x): [number, number] => [x, x * 10]);
  const made = make(pairs);
  // The partition that a record is in, by its key: what is read is seen in a filter, which keeps the partitioner.
  const partitionOf = new Map<number, number>();
  for (const [partition, part] of (await made.glom().collect()).entries()) {
    for (const [key] of part) partitionOf.set(key, partition);
  }
  const watched = made.filter(([key]) => read.add(partitionOf.get(key) ?? -1).size > 0);
  expect(await watched.lookup(7)).toEqual([70]);
  expect(read.size).toBe(expected);
  expect(await watched.lookup(77)).toEqual([]);
});

test('R14 lookup finds keys that say the same, and reads only their partition', async () => {
  const read: string[] = [];
  const rdd = engine
    .parallelize<[unknown, string]>(
      [
        [['a', 1], 'list'],
        [Number.NaN, 'nan'],
        [null, 'null'],
        [0, 'zero'],
        [{ b: 1, a: 2 }, 'object'],
      ],
      3,
    )
    .partitionBy(8)
    .mapValues((value) => {
      read.push(value);
      return value;
    });
  expect(await rdd.lookup(['a', 1])).toEqual(['list']);
  expect(read.length).toBeLessThan(5);
  expect(await rdd.lookup(Number.NaN)).toEqual(['nan']);
  expect(await rdd.lookup(-0)).toEqual(['zero']);
  expect(await rdd.lookup(null)).toEqual(['null']);
  expect(await rdd.lookup({ a: 2, b: 1 })).toEqual(['object']);
  expect(await rdd.lookup('a')).toEqual([]);
});
