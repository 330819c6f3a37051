import { expect, test } from 'vitest';
import { EngineContext } from '../executor/engine-context.ts';

const engine = new EngineContext();

test('R28 thousands of unions, one on the other, are one union', async () => {
  let rdd = engine.parallelize([0], 1);
  const one = engine.parallelize([1], 1);
  for (let i = 0; i < 5000; i += 1) rdd = i % 2 === 0 ? rdd.union(one) : one.union(rdd);
  expect(await rdd.take(3)).toEqual([1, 1, 1]);
  expect(await rdd.count()).toBe(5001);
});

test('R28 a lineage that no stack can hold is told, with the cure', async () => {
  let rdd = engine.parallelize([0], 1);
  for (let i = 0; i < 20_000; i += 1) rdd = rdd.map((n) => n + 1);
  await expect(rdd.collect()).rejects.toMatchObject({ code: 'LINEAGE_TOO_DEEP', fix: expect.any(String) });
});

test('X7 a function that calls itself without end fails its task, with a cure', async () => {
  const forever = (n: number): number => forever(n) + 1;
  await expect(engine.parallelize([1], 1).map(forever).collect()).rejects.toMatchObject({
    code: 'TASK_FAILED',
    fix: expect.stringContaining('calls itself'),
  });
});
