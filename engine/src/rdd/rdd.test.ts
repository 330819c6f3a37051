import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { EngineContext } from '../executor/engine-context.ts';
import type { RDD } from './rdd.ts';

const engine = new EngineContext();

type Step = 'map' | 'filter' | 'flatMap' | 'mapPartitions' | 'cache';
const onRdd: Record<Step, (rdd: RDD<number>) => RDD<number>> = {
  map: (rdd) => rdd.map((x) => x * 3 + 1),
  filter: (rdd) => rdd.filter((x) => x % 2 === 0),
  flatMap: (rdd) => rdd.flatMap((x) => (x % 3 === 0 ? [] : [x, -x])),
  mapPartitions: (rdd) => rdd.mapPartitions((records) => records.map((x) => x + 5)),
  cache: (rdd) => rdd.cache(),
};
const onList: Record<Step, (list: number[]) => number[]> = {
  map: (list) => list.map((x) => x * 3 + 1),
  filter: (list) => list.filter((x) => x % 2 === 0),
  flatMap: (list) => list.flatMap((x) => (x % 3 === 0 ? [] : [x, -x])),
  mapPartitions: (list) => list.map((x) => x + 5),
  cache: (list) => list,
};

const steps = fc.array(fc.constantFrom<Step>('map', 'filter', 'flatMap', 'mapPartitions', 'cache'));
const numbers = fc.array(fc.integer({ min: -1000, max: 1000 }));
const partitions = fc.integer({ min: 1, max: 7 });

test('R2 fused steps give what the steps give one after another', async () => {
  await fc.assert(
    fc.asyncProperty(numbers, steps, partitions, async (list, names, n) => {
      const rdd = names.reduce((each, name) => onRdd[name](each), engine.parallelize(list, n));
      const expected = names.reduce((each, name) => onList[name](each), list);
      expect(await rdd.collect()).toEqual(expected);
      expect(await rdd.count()).toBe(expected.length);
    }),
  );
});

test('R4 reduceByKey does not depend on how records are spread', async () => {
  await fc.assert(
    fc.asyncProperty(numbers, partitions, partitions, async (list, n, m) => {
      const sums = new Map<number, number>();
      for (const x of list) sums.set(x % 5, (sums.get(x % 5) ?? 0) + x);
      const reduced = engine
        .parallelize(list, n)
        .map((x) => [x % 5, x])
        .reduceByKey((a, b) => a + b, m);
      expect(new Map(await reduced.collect())).toEqual(sums);
    }),
  );
});

describe('R3 keys are equal when they say the same', () => {
  test.each([
    ['arrays', ['a', 1], ['a', 1], ['a', '1']],
    ['objects, whatever the order of names', { a: 1, b: 2 }, { b: 2, a: 1 }, { a: 2, b: 1 }],
    ['dates', new Date(5), new Date(5), new Date(6)],
    ['NaN', Number.NaN, Number.NaN, 0],
    ['zeros', 0, -0, 1],
    ['zeros in lists', [0], [-0], [1]],
    ['lists in lists', [['a', [1]], []], [['a', [1]], []], [['a', 1], []]],
    ['bigints', 1n, 1n, 1],
    ['numbers and their texts', 1, 1, '1'],
    ['a list and its text', [1], [1], '[1]'],
    ['null in a list', [null], [null], [undefined]],
    ['bytes', new Uint8Array([1, 2]), new Uint8Array([1, 2]), new Uint8Array([1, 3])],
    [
      'Maps, in any order',
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
      new Map([
        ['b', 2],
        ['a', 1],
      ]),
      new Map([['a', 2]]),
    ],
    ['Sets', new Set([[1], [2]]), new Set([[2], [1]]), new Set([[1]])],
    ['patterns', /a/g, /a/g, /a/],
    ['words that objects have', 'constructor', 'constructor', '__proto__'],
  ])('%s', async (_name, one, same, other) => {
    const counts = await engine.parallelize<unknown>([one, same, other], 3).countByValue();
    expect([...counts.values()].sort()).toEqual([1, 2]);
  });

  test('what shows nothing of itself is no key', async () => {
    await expect(
      engine
        .parallelize([new Error('a'), new Error('b')])
        .distinct()
        .collect(),
    ).rejects.toThrow('a key of class Error has no fields');
  });

  test('null and undefined are keys, and two', async () => {
    expect((await engine.parallelize([null, undefined, null]).countByValue()).size).toBe(2);
  });
});

test('R5 take reads no more than it needs', async () => {
  let read = 0;
  const rdd = engine.parallelize([1, 2, 3, 4, 5, 6], 3).map((x) => {
    read += 1;
    return x;
  });
  expect(await rdd.take(3)).toEqual([1, 2, 3]);
  expect(read).toBe(3);
  expect(await rdd.take(100)).toEqual([1, 2, 3, 4, 5, 6]);
});

test('R5 first and reduce of nothing say so', async () => {
  await expect(engine.emptyRDD().first()).rejects.toMatchObject({ code: 'EMPTY_COLLECTION' });
  await expect(engine.parallelize<number>([], 4).reduce((a, b) => a + b)).rejects.toMatchObject({
    code: 'EMPTY_COLLECTION',
  });
});

test('R6 a persisted RDD computes once, and not at all when it failed', async () => {
  let computed = 0;
  let isBroken = true;
  const rdd = engine
    .parallelize([1, 2])
    .map((x) => {
      computed += 1;
      if (isBroken && x === 2) throw new Error('broken');
      return x;
    })
    .persist();
  await expect(rdd.collect()).rejects.toThrow('broken');
  isBroken = false;
  computed = 0;
  expect(await rdd.collect()).toEqual([1, 2]);
  expect(await rdd.count()).toBe(2);
  expect(computed).toBe(2);
});

test('R6 a shuffle that failed runs again', async () => {
  let isBroken = true;
  const rdd = engine
    .parallelize([1, 2])
    .map((x): [number, number] => {
      if (isBroken) throw new Error('broken');
      return [x, x];
    })
    .reduceByKey((a, b) => a + b);
  await expect(rdd.collect()).rejects.toThrow('broken');
  isBroken = false;
  expect(new Map(await rdd.collect())).toEqual(
    new Map([
      [1, 1],
      [2, 2],
    ]),
  );
});

test('R7 a long job lets others have their turn', async () => {
  let turns = 0;
  const count = (): void => {
    turns += 1;
    immediate = setImmediate(count);
  };
  let immediate = setImmediate(count);
  await engine.parallelize([...Array(50).keys()], 50).foreach(() => {
    const end = performance.now() + 2;
    while (performance.now() < end);
  });
  clearImmediate(immediate);
  expect(turns).toBeGreaterThan(5);
});

test('foreachPartition waits for each partition in turn', async () => {
  const events: string[] = [];
  await engine.parallelize([1, 2, 3, 4], 2).foreachPartition(async (records, partition) => {
    await new Promise(setImmediate);
    events.push(`${partition}: ${records}`);
  });
  expect(events).toEqual(['0: 1,2', '1: 3,4']);
});

test('two in a list are a pair, other lists are lists', () => {
  const words = engine.parallelize(['a']);
  expectTypeOf(words.map((word) => [word, 1])).toEqualTypeOf<RDD<[string, number]>>();
  expectTypeOf(words.map((word) => word.length)).toEqualTypeOf<RDD<number>>();
  expectTypeOf(words.map((word) => [word, 1]).reduceByKey((a, b) => a + b)).toEqualTypeOf<
    RDD<[string, number]>
  >();
  // @ts-expect-error: only pairs have keys
  expectTypeOf(words.reduceByKey).toBeCallableWith((a: number) => a);
});
