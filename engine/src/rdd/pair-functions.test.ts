import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { EngineContext } from '../executor/engine-context.ts';
import type { RDD } from './rdd.ts';

const engine = new EngineContext();
const keys = fc.constantFrom<unknown>(
  'a',
  'b',
  1,
  1n,
  '1',
  null,
  undefined,
  Number.NaN,
  0,
  ['a'],
  ['a', [1]],
  { k: 1 },
  new Date(7),
);
const pairLists = fc.array(fc.tuple(keys, fc.integer({ min: -9, max: 9 })), { maxLength: 25 });
const partitions = fc.integer({ min: 1, max: 5 });

/** Keys as texts, written another way than the engine's; enough for the keys above. */
const nameOf = (key: unknown): string =>
  key instanceof Date
    ? `date ${key.getTime()}`
    : `${typeof key} ${typeof key === 'object' ? JSON.stringify(key) : String(key)}`;

function grouped<V>(pairs: readonly (readonly [unknown, V])[]): Map<string, V[]> {
  const groups = new Map<string, V[]>();
  for (const [key, value] of pairs) groups.set(nameOf(key), [...(groups.get(nameOf(key)) ?? []), value]);
  return groups;
}

const byName = <V>(pairs: readonly (readonly [unknown, V])[]): Map<string, V> => {
  const names = new Map(pairs.map(([key, value]) => [nameOf(key), value]));
  expect(names.size).toBe(pairs.length);
  return names;
};

test('R3 R4 every operation by key gives what grouping a list gives', async () => {
  await fc.assert(
    fc.asyncProperty(pairLists, partitions, partitions, async (list, n, m) => {
      const rdd = engine.parallelize(list, n);
      const model = grouped(list);
      const each = <R>(f: (values: number[]) => R): Map<string, R> =>
        new Map([...model].map(([name, values]) => [name, f(values)]));
      const sum = each((values) => values.reduce((a, b) => a + b));
      const add = (a: number, b: number): number => a + b;
      const listOf = (value: number): number[] => [value];
      const append = (values: number[], value: number): number[] => [...values, value];
      const join = (a: number[], b: number[]): number[] => [...a, ...b];

      expect(byName(await rdd.groupByKey(m).collect())).toEqual(model);
      expect(byName(await rdd.reduceByKey(add, m).collect())).toEqual(sum);
      expect(byName(await rdd.foldByKey(0, add, m).collect())).toEqual(sum);
      expect(
        byName(await rdd.aggregateByKey<unknown, number, number[]>([], append, join, m).collect()),
      ).toEqual(model);
      expect(byName(await rdd.combineByKey(listOf, append, join, m).collect())).toEqual(model);
      expect(byName(await rdd.combineByKey(listOf, append, join, m, false).collect())).toEqual(model);
      expect(byName([...(await rdd.countByKey())])).toEqual(each((values) => values.length));
      expect(byName([...(await rdd.collectAsMap())])).toEqual(each((values) => values.at(-1)));
      expect(byName([...(await rdd.reduceByKeyLocally(add))])).toEqual(sum);
      expect(
        byName(
          await rdd
            .map((pair) => pair)
            .groupBy(([key]) => key, m)
            .mapValues((pairs) => pairs.length)
            .collect(),
        ),
      ).toEqual(each((values) => values.length));
      expect(byName([...(await rdd.keys().countByValue())])).toEqual(each((values) => values.length));
    }),
  );
});

test('R4 joins give what nested loops give', async () => {
  await fc.assert(
    fc.asyncProperty(pairLists, pairLists, partitions, partitions, async (left, right, n, m) => {
      const [a, b] = [engine.parallelize(left, n), engine.parallelize(right, n + 1)];
      const isSame = (one: unknown, other: unknown): boolean => nameOf(one) === nameOf(other);
      const matched = left.flatMap(([key, v]) =>
        right.filter(([k]) => isSame(k, key)).map(([, w]) => [key, [v, w]]),
      );
      const leftOnly = left
        .filter(([key]) => !right.some(([k]) => isSame(k, key)))
        .map(([key, v]) => [key, [v, null]]);
      const rightOnly = right
        .filter(([key]) => !left.some(([k]) => isSame(k, key)))
        .map(([key, w]) => [key, [null, w]]);
      const text = (pairs: readonly unknown[]): string[] =>
        pairs
          .map((pair) => `${nameOf((pair as unknown[])[0])} ${JSON.stringify((pair as unknown[])[1])}`)
          .sort();

      expect(text(await a.join(b, m).collect())).toEqual(text(matched));
      expect(text(await a.leftOuterJoin(b, m).collect())).toEqual(text([...matched, ...leftOnly]));
      expect(text(await a.rightOuterJoin(b, m).collect())).toEqual(text([...matched, ...rightOnly]));
      expect(text(await a.fullOuterJoin(b, m).collect())).toEqual(
        text([...matched, ...leftOnly, ...rightOnly]),
      );
      expect(
        text(
          await a
            .subtractByKey(b, m)
            .mapValues((v) => [v, null])
            .collect(),
        ),
      ).toEqual(text(leftOnly));
    }),
    { numRuns: 60 },
  );
});

describe('R16 a zero value', () => {
  const pairs = engine.parallelize<[string, number]>(
    [
      ['a', 1],
      ['b', 2],
      ['a', 3],
    ],
    2,
  );

  test('enters once for each key and partition that has it', async () => {
    expect(await pairs.foldByKey(100, (a, b) => a + b).collectAsMap()).toEqual(
      new Map([
        ['a', 204],
        ['b', 102],
      ]),
    );
  });

  test('may be changed: each key has its own', async () => {
    const push = (list: number[], value: number): number[] => {
      list.push(value);
      return list;
    };
    const lists = pairs.aggregateByKey([0], push, (a, b) => [...a, ...b]);
    expectTypeOf(lists).toEqualTypeOf<RDD<[string, number[]]>>();
    expect(await lists.collectAsMap()).toEqual(
      new Map([
        ['a', [0, 1, 0, 3]],
        ['b', [0, 2]],
      ]),
    );
    expect(await lists.collectAsMap()).toEqual(
      new Map([
        ['a', [0, 1, 0, 3]],
        ['b', [0, 2]],
      ]),
    );
  });

  test('is plain data', () => {
    class Bag {
      readonly items: number[] = [];
    }
    const add = (bag: Bag): Bag => bag;
    expect(() => pairs.aggregateByKey(new Bag(), add, add)).toThrow('the zero value is a Bag');
  });
});

test('R17 without map-side combine mergeCombiners is not called, createCombiner once a key', async () => {
  let created = 0;
  const rdd = engine.parallelize([1, 2, 3, 4], 4).map((x) => ['k', x]);
  const combined = rdd.combineByKey(
    (value) => {
      created += 1;
      return [value];
    },
    (values, value) => [...values, value],
    () => {
      throw new Error('merged');
    },
    2,
    false,
  );
  expect(await combined.collect()).toEqual([['k', [1, 2, 3, 4]]]);
  expect(created).toBe(1);
});

test('pair functions are for pairs alone', () => {
  const numbers = engine.parallelize([1]);
  // @ts-expect-error: only pairs have keys
  expect(() => numbers.foldByKey(0, (a: number) => a)).toBeDefined();
  // @ts-expect-error: only pairs have keys
  expect(() => numbers.lookup(1)).toBeDefined();
  // @ts-expect-error: only pairs have keys
  expect(() => numbers.collectAsMap()).toBeDefined();
  // @ts-expect-error: only numbers have a sum
  expect(() => engine.parallelize(['a']).sum()).toBeDefined();
});
