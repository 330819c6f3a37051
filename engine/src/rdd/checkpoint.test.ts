import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { EngineContext } from '../executor/engine-context.ts';
import type { RDD } from './rdd.ts';

const folder = mkdtempSync(join(tmpdir(), 'checkpoint-'));
afterAll(() => rmSync(folder, { recursive: true }));

function setUp(): { engine: EngineContext; rdd: RDD<number>; numComputed: () => number } {
  const engine = new EngineContext();
  engine.setCheckpointDir(folder);
  let computed = 0;
  const rdd = engine.range(0, 6, 1, 3).map((x) => {
    computed += 1;
    return x;
  });
  return { engine, rdd, numComputed: () => computed };
}

describe('R25 a checkpoint', () => {
  test('is written by the next job, read from then on, and ends the lineage', async () => {
    const { rdd, numComputed } = setUp();
    rdd.checkpoint();
    expect([rdd.isCheckpointed(), rdd.getCheckpointFile(), numComputed()]).toEqual([false, undefined, 0]);
    expect(await rdd.map((x) => x * 2).collect()).toEqual([0, 2, 4, 6, 8, 10]);
    expect(await rdd.collect()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(numComputed()).toBe(6);
    expect(rdd.isCheckpointed()).toBe(true);
    expect(readdirSync(rdd.getCheckpointFile() ?? '')).toContain('_SUCCESS');
    expect(rdd.toDebugString().split('\n').length).toBe(1);
  });

  test('after a job takes the records that were kept', async () => {
    const { rdd, numComputed } = setUp();
    await rdd.persist().collect();
    rdd.checkpoint();
    await rdd.collect();
    rdd.unpersist();
    expect(await rdd.sum()).toBe(15);
    expect(numComputed()).toBe(6);
  });

  test('of something that others have read before leaves these as they were', async () => {
    const { rdd } = setUp();
    const child = rdd.map((x) => -x);
    await child.collect();
    rdd.checkpoint();
    expect(await child.sum()).toBe(-15);
    expect(await rdd.sum()).toBe(15);
    expect(await child.sum()).toBe(-15);
  });

  test('after a shuffle, and of a shuffle that has not run', async () => {
    const { rdd } = setUp();
    for (const hasRun of [true, false]) {
      const counts = rdd.map((x) => [x % 2, x]).reduceByKey((a, b) => a + b, 2);
      if (hasRun) await counts.collect();
      counts.checkpoint();
      expect(await counts.collectAsMap()).toEqual(
        new Map([
          [0, 6],
          [1, 9],
        ]),
      );
      expect(await counts.lookup(1)).toEqual([9]);
      expect(counts.isCheckpointed()).toBe(true);
    }
  });

  test('that could not be written is tried again', async () => {
    const { engine } = setUp();
    let isBroken = true;
    const rdd = engine.parallelize([1, 2]).map((x) => {
      if (isBroken) throw new Error('broken');
      return x;
    });
    rdd.checkpoint();
    await expect(rdd.collect()).rejects.toThrow('broken');
    expect(rdd.isCheckpointed()).toBe(false);
    isBroken = false;
    expect(await rdd.collect()).toEqual([1, 2]);
    expect(rdd.isCheckpointed()).toBe(true);
  });

  test('needs a directory; a local one does not, and goes with the engine', async () => {
    const engine = new EngineContext();
    const rdd = engine.parallelize([1, 2]);
    expect(() => rdd.checkpoint()).toThrow(expect.objectContaining({ code: 'NO_CHECKPOINT_DIR' }));
    rdd.localCheckpoint();
    expect(await rdd.collect()).toEqual([1, 2]);
    const file = rdd.getCheckpointFile() ?? '';
    expect(readdirSync(file).length).toBeGreaterThan(0);
    engine.stop();
    expect(() => readdirSync(file)).toThrow('ENOENT');
  });
});

test('R26 toDebugString shows the steps of each stage, and less once a shuffle has run', async () => {
  const { engine } = setUp();
  const left = engine.range(0, 4, 1, 2).map((x): [number, number] => [x, x]);
  const joined = left
    .reduceByKey((a, b) => a + b, 3)
    .cache()
    .join(engine.parallelize<[number, string]>([], 1), 4);
  const shape = (rdd: RDD<unknown>): string[] =>
    rdd
      .toDebugString()
      .split('\n')
      .map((line) => line.replace(/ (at|in) \S+/g, ''));
  expect(shape(joined as RDD<unknown>)).toEqual([
    '(4) flatMapValues',
    ' |  cogroup',
    ' +-(3) reduceByKey [MEMORY_ONLY]',
    '    +-(2) map',
    '       |  range',
    ' +-(1) parallelize',
  ]);
  await joined.collect();
  expect(shape(joined as RDD<unknown>)).toEqual(['(4) flatMapValues', ' |  cogroup']);
});

test('R26 a lineage that forks again and again is cut', () => {
  let rdd: RDD<number> = setUp().rdd;
  for (let i = 0; i < 12; i += 1) rdd = rdd.union(rdd);
  expect(rdd.toDebugString().split('\n').length).toBe(1001);
});
