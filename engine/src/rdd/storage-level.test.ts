import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EngineContext } from '../executor/engine-context.ts';
import type { RDD } from './rdd.ts';
import { storageMemoryOf } from './storage/storage-memory.ts';
import { temporaryFolderOf } from './storage/temporary-folder.ts';
import { StorageLevel } from './storage-level.ts';

interface Watched {
  readonly rdd: RDD<{ x: number }>;
  numComputed(): number;
}

function watched(engine: EngineContext): Watched {
  let computed = 0;
  const rdd = engine.range(0, 6, 1, 3).map((x) => {
    computed += 1;
    return { x };
  });
  return { rdd, numComputed: () => computed };
}

const expected = [0, 1, 2, 3, 4, 5].map((x) => ({ x }));
const levels = Object.values(StorageLevel).filter((level) => level !== StorageLevel.NONE);

const filesOf = (engine: EngineContext): string[] =>
  readdirSync(temporaryFolderOf(engine), { recursive: true })
    .map(String)
    .filter((name) => name.includes('part-'));

describe.each(levels.map((level) => [level.name, level] as const))('R6 R23 %s', (_name, level) => {
  test('computes once, gives the same, and forgets', async () => {
    const engine = new EngineContext();
    const { rdd, numComputed } = watched(engine);
    expect(rdd.persist(level).getStorageLevel()).toBe(level);
    expect(await rdd.collect()).toEqual(expected);
    expect(await rdd.collect()).toEqual(expected);
    expect(await rdd.take(3)).toEqual(expected.slice(0, 3));
    expect(numComputed()).toBe(6);
    const numFiles = level.replication - 1 + Number(level.useDisk && !level.useMemory);
    expect(filesOf(engine).length).toBe(3 * numFiles);
    rdd.unpersist();
    expect(filesOf(engine)).toEqual([]);
    expect(storageMemoryOf(engine).usedBytes).toBe(0);
    expect(rdd.getStorageLevel()).toBe(StorageLevel.NONE);
    await rdd.collect();
    expect(numComputed()).toBe(12);
    engine.stop();
  });
});

test('R23 a level is set once; the same again is nothing; after unpersist anew', () => {
  const { rdd } = watched(new EngineContext());
  rdd.cache().persist().persist(StorageLevel.MEMORY_ONLY);
  expect(() => rdd.persist(StorageLevel.DISK_ONLY)).toThrow(
    expect.objectContaining({ code: 'STORAGE_LEVEL_ALREADY_SET' }),
  );
  expect(rdd.unpersist().persist(StorageLevel.DISK_ONLY).isPersisted).toBe(true);
});

test.each([
  ['MEMORY_ONLY', true],
  ['MEMORY_ONLY_SER', false],
  ['DISK_ONLY', false],
] as const)('R23 what is no data, at %s', async (name, isKept) => {
  const rdd = new EngineContext().parallelize([() => 7]).persist(StorageLevel[name]);
  const called = rdd.map((f) => f()).collect();
  if (isKept) expect(await called).toEqual([7]);
  else await expect(called).rejects.toThrow(/cannot be kept as bytes/);
});

test('R23 files go when the engine stops', async () => {
  const engine = new EngineContext();
  await watched(engine).rdd.persist(StorageLevel.DISK_ONLY).collect();
  const folder = temporaryFolderOf(engine);
  engine.stop();
  expect(existsSync(folder)).toBe(false);
});

test('R23 files go at the end of the process', () => {
  const context = new URL('../executor/engine-context.ts', import.meta.url).href;
  const folders = new URL('./storage/temporary-folder.ts', import.meta.url).href;
  const script = `
    const { EngineContext } = await import('${context}');
    const { temporaryFolderOf } = await import('${folders}');
    const { StorageLevel } = await import('${new URL('./storage-level.ts', import.meta.url).href}');
    const engine = new EngineContext();
    await engine.parallelize([1]).persist(StorageLevel.DISK_ONLY).count();
    process.stdout.write(temporaryFolderOf(engine));`;
  const folder = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(folder).toContain('hashtide-');
  expect(existsSync(folder)).toBe(false);
});

describe('R24 beyond the limit of memory', () => {
  test.each([
    ['MEMORY_ONLY', 12, 0],
    ['MEMORY_ONLY_SER', 12, 0],
    ['MEMORY_AND_DISK', 6, 3],
    ['MEMORY_AND_DISK_SER', 6, 3],
    ['DISK_ONLY', 6, 3],
  ] as const)(
    '%s computes %i records for two reads and has %i files',
    async (name, numComputed, numFiles) => {
      const engine = new EngineContext();
      storageMemoryOf(engine).limitBytes = 10;
      const each = watched(engine);
      each.rdd.persist(StorageLevel[name]);
      expect([await each.rdd.collect(), await each.rdd.collect()]).toEqual([expected, expected]);
      expect([each.numComputed(), filesOf(engine).length]).toEqual([numComputed, numFiles]);
      engine.stop();
    },
  );

  test('a part that fits is kept', async () => {
    const engine = new EngineContext({ storageMemoryBytes: 60 });
    const each = watched(engine);
    each.rdd.persist(StorageLevel.MEMORY_ONLY);
    await each.rdd.count();
    await each.rdd.count();
    expect(each.numComputed()).toBeGreaterThan(6);
    expect(each.numComputed()).toBeLessThan(12);
  });
});

describe('R24 damaged files', () => {
  test.each([
    ['DISK_ONLY', 8],
    ['DISK_ONLY_2', 6],
    ['MEMORY_ONLY_2', 6],
  ] as const)('at %s, one cut short: %i records are computed', async (name, numComputed) => {
    const engine = new EngineContext();
    const each = watched(engine);
    each.rdd.persist(StorageLevel[name]);
    await each.rdd.collect();
    truncateSync(join(temporaryFolderOf(engine), filesOf(engine).sort()[0] as string), 30);
    expect(await each.rdd.collect()).toEqual(expected);
    expect(each.numComputed()).toBe(numComputed);
    engine.stop();
  });

  test('all removed: it is computed and written again', async () => {
    const engine = new EngineContext();
    const each = watched(engine);
    each.rdd.persist(StorageLevel.DISK_ONLY);
    await each.rdd.collect();
    for (const file of filesOf(engine)) rmSync(join(temporaryFolderOf(engine), file));
    await each.rdd.collect();
    await each.rdd.collect();
    expect(each.numComputed()).toBe(12);
    engine.stop();
  });
});

test('R24 the limit is a number of bytes, and can be read', () => {
  expect(new EngineContext({ storageMemoryBytes: 1000 }).conf.storageMemoryBytes).toBe(1000);
  expect(new EngineContext().conf.storageMemoryBytes).toBeGreaterThan(1_000_000);
  expect(() => new EngineContext({ storageMemoryBytes: -1 })).toThrow(
    expect.objectContaining({ code: 'INVALID_STORAGE_MEMORY' }),
  );
});
