import { expect, test } from 'vitest';
import { EngineContext } from './engine-context.ts';
import { inJobScope } from './job-scope.ts';

test('L8 jobs that run at a time are told to who started them; a shuffle is none of its own', async () => {
  const engine = new EngineContext();
  const pairs = engine.parallelize([1, 2, 3, 4], 2).map((n): [number, number] => [n % 2, n]);
  const told: [string, number][] = [];
  const run = (name: string) =>
    inJobScope(
      (jobId) => told.push([name, jobId]),
      async () => {
        await pairs.reduceByKey((a, b) => a + b).collect();
        await pairs.count();
      },
    );
  await Promise.all([run('a'), run('b')]);
  await pairs.count();
  expect(told.map(([name]) => name).sort()).toEqual(['a', 'a', 'b', 'b']);
  expect(told.map(([, jobId]) => jobId)).toEqual([0, 1, 2, 3]);
});
