import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { EngineContext } from '../index.ts';
import type { RDD } from './rdd.ts';

type Step = (rdd: RDD<number>) => RDD<number>;

const steps: Readonly<Record<string, Step>> = {
  map: (rdd) => rdd.map((n) => n * 3 + 1),
  filter: (rdd) => rdd.filter((n) => n % 3 !== 0),
  flatMap: (rdd) => rdd.flatMap((n) => (n % 2 === 0 ? [n, n + 1] : [])),
  generator: (rdd) =>
    rdd.flatMap(function* (n) {
      yield n;
      if (n % 5 === 0) yield -n;
    }),
  glom: (rdd) => rdd.glom().map((list) => list.length),
  mapPartitions: (rdd) => rdd.mapPartitions((list) => [...list].reverse()),
  mapPartitionsWithIndex: (rdd) => rdd.mapPartitionsWithIndex((partition, list) => [partition, ...list]),
  keyBy: (rdd) => rdd.keyBy((n) => n % 4).map(([key, n]) => key - n),
  mapValues: (rdd) =>
    rdd
      .map((n): [number, number] => [n % 4, n])
      .mapValues((n) => n + 1)
      .values(),
  flatMapValues: (rdd) =>
    rdd
      .map((n): [number, number] => [n % 4, n])
      .flatMapValues((n) => [n, 1])
      .values(),
  keys: (rdd) => rdd.map((n): [number, number] => [n % 4, n]).keys(),
  union: (rdd) => rdd.union(rdd.map((n) => n + 1)),
  cartesian: (rdd) =>
    rdd
      .filter((n) => n % 7 === 0)
      .cartesian(rdd.filter((n) => n % 5 === 0))
      .map(([a, b]) => a + b),
  coalesce: (rdd) => rdd.coalesce(2),
  sample: (rdd) => rdd.sample(false, 0.7, 11),
  zip: (rdd) => rdd.zip(rdd.map((n) => n * 2)).map(([a, b]) => b - a),
  zipWithIndex: (rdd) => rdd.zipWithIndex().map(([n, index]) => n + index),
};

/** The records of each partition after all steps; `between` may do something to each step's RDD. */
async function run(
  records: readonly number[],
  chain: readonly string[],
  between: (rdd: RDD<number>) => RDD<number>,
): Promise<number[][]> {
  const start = new EngineContext().parallelize(records, 3);
  const end = chain.reduce((rdd, name) => between((steps[name] as Step)(rdd)), start);
  return end.glom().collect();
}

const anyRecords = fc.array(fc.integer({ min: -20, max: 20 }), { maxLength: 12 });
const anyChain = fc.array(fc.constantFrom(...Object.keys(steps)), { minLength: 1, maxLength: 6 });

test('X4 steps in one loop give what they give one after another', async () => {
  await fc.assert(
    fc.asyncProperty(anyRecords, anyChain, async (records, chain) => {
      const fused = await run(records, chain, (rdd) => rdd);
      const unfused = await run(records, chain, (rdd) => rdd.persist());
      expect(fused).toEqual(unfused);
    }),
    { numRuns: 150 },
  );
});

test('X4 a loop runs record by record through all steps, in order', async () => {
  const seen: string[] = [];
  const say = (step: string) => (n: number) => {
    seen.push(`${step}${n}`);
    return n;
  };
  await new EngineContext()
    .parallelize([1, 2], 1)
    .map(say('a'))
    .filter((n) => n > 1)
    .map(say('b'))
    .count();
  expect(seen).toEqual(['a1', 'a2', 'b2']);
});
