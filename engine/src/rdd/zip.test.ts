import fc from 'fast-check';
import { expect, expectTypeOf, test } from 'vitest';
import { EngineContext } from '../executor/engine-context.ts';
import type { RDD } from './rdd.ts';

const engine = new EngineContext();
const lists = fc.array(fc.integer(), { maxLength: 30 });
const partitions = fc.integer({ min: 1, max: 6 });

test('R12 zip pairs what stands at the same place', async () => {
  await fc.assert(
    fc.asyncProperty(lists, partitions, async (list, n) => {
      const left = engine.parallelize(list, n);
      const zipped = left.zip(left.map((x) => `${x}`));
      expectTypeOf(zipped).toEqualTypeOf<RDD<[number, string]>>();
      expect(await zipped.collect()).toEqual(list.map((x) => [x, `${x}`]));
    }),
  );
});

test('R12 zip of other numbers of partitions is refused at once', () => {
  expect(() => engine.range(6, undefined, 1, 2).zip(engine.range(6, undefined, 1, 3))).toThrow(
    'zip of 2 and 3 partitions',
  );
});

test.each([
  ['left', [1, 2, 3], [1, 2]],
  ['right', [1, 2], [1, 2, 3]],
])('R12 zip with more records on the %s fails when run', async (_side, left, right) => {
  const zipped = engine.parallelize(left).zip(engine.parallelize(right));
  await expect(zipped.collect()).rejects.toThrow(/zip of \d and \d records in partition 0/);
});

test('R12 zipWithIndex counts from 0 over all partitions, zipWithUniqueId in steps of numPartitions', async () => {
  await fc.assert(
    fc.asyncProperty(lists, partitions, async (list, n) => {
      const rdd = engine.parallelize(list, n);
      expect(await rdd.zipWithIndex().collect()).toEqual(list.map((x, i) => [x, i]));
      const parts = await rdd.glom().collect();
      const expected = parts.flatMap((part, k) => part.map((x, i) => [x, i * n + k]));
      expect(await rdd.zipWithUniqueId().collect()).toEqual(expected);
      expect(new Set(expected.map(([, id]) => id)).size).toBe(list.length);
    }),
  );
});

test('R12 zipWithIndex runs nothing when defined, and counts all partitions but the last once', async () => {
  const read: number[] = [];
  const rdd = engine.parallelize([1, 2, 3], 3).map((x) => {
    read.push(x);
    return x;
  });
  const indexed = rdd.zipWithIndex();
  expect(read).toEqual([]);
  await indexed.collect();
  await indexed.collect();
  expect(read).toEqual([1, 2, 1, 2, 3, 1, 2, 3]);
});

test('R12 an RDD without partitions has no indices', async () => {
  expect(await engine.emptyRDD<string>().zipWithIndex().collect()).toEqual([]);
});
