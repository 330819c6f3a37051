import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { StorageLevel } from '../rdd/storage-level.ts';
import { type Block, type BlockContent, pushContent } from './block.ts';
import { BlockStore, type BlockStoreBounds } from './block-store.ts';
import type { StoredBlock } from './stored-block.ts';

const stores: BlockStore[] = [];
afterEach(() => {
  for (const store of stores.splice(0)) store.close();
});

function make(bounds: Partial<BlockStoreBounds> = {}) {
  const errors: string[] = [];
  const store = new BlockStore((message) => errors.push(message), bounds);
  stores.push(store);
  return { store, errors, files: () => (store.folder === undefined ? [] : readdirSync(store.folder).sort()) };
}

const records = (count: number): Block => ({
  numRecords: count,
  content: { records: Array.from({ length: count }, (_, i) => ({ i, text: 'x'.repeat(100) })) },
});
const bytes = (count: number): Block => ({
  numRecords: undefined,
  content: { bytes: Buffer.alloc(count, 'y') },
});

function recordsOf(content: BlockContent | undefined): unknown[] | undefined {
  if (content === undefined) return undefined;
  const all: unknown[] = [];
  pushContent(
    content,
    (each, push) => push(Buffer.from(each).toString()),
    (record) => all.push(record),
  );
  return all;
}

describe('I9 where blocks are kept', () => {
  test.each([
    ['MEMORY_ONLY', true, 0],
    ['MEMORY_ONLY_2', true, 1],
    ['MEMORY_ONLY_SER', true, 0],
    ['MEMORY_ONLY_SER_2', true, 1],
    ['MEMORY_AND_DISK', true, 0],
    ['MEMORY_AND_DISK_2', true, 1],
    ['MEMORY_AND_DISK_SER_2', true, 1],
    ['DISK_ONLY', false, 1],
    ['DISK_ONLY_2', false, 2],
  ] as const)('%s: in memory %s, and in %i files that go with it', async (name, isInMemory, numFiles) => {
    const { store, files } = make();
    for (const [id, block] of [
      ['a', records(3)],
      ['b', bytes(10)],
    ] as const) {
      const stored = await store.put(id, 0, block, StorageLevel[name]);
      expect([stored.isInMemory, files().length]).toEqual([isInMemory, numFiles]);
      expect(recordsOf(stored.read())).toEqual(recordsOf(block.content));
      stored.releaseMemory();
      expect(recordsOf(stored.read())).toEqual(recordsOf(block.content));
      store.remove(stored);
      while (files().length > 0) await new Promise(setImmediate);
    }
  });

  test('MEMORY_AND_DISK: a file when memory is full, and nothing has to wait', async () => {
    const level = StorageLevel.MEMORY_AND_DISK;
    const { store, files } = make({ maxMemoryBytes: 100 });
    const stored = [await store.put('a', 0, bytes(101), level), await store.put('b', 0, bytes(60), level)];
    stored.push(await store.put('c', 0, bytes(60), level), await store.put('d', 0, bytes(60), level));
    expect(stored.map((block) => block.isInMemory)).toEqual([false, true, true, false]);
    expect([files().length, store.hasRoom(level)]).toEqual([2, true]);
  });

  test('MEMORY_ONLY: the receiver has to wait when memory is full, until the batch has run', async () => {
    const level = StorageLevel.MEMORY_ONLY;
    const { store } = make({ maxMemoryBytes: 100, maxMemoryRecords: 10 });
    const first = await store.put('a', 0, bytes(100), level);
    expect(store.hasRoom(level)).toBe(true);
    await store.put('b', 0, bytes(1), level);
    expect([store.hasRoom(level), store.hasRoom(StorageLevel.MEMORY_AND_DISK)]).toEqual([false, true]);
    store.completed(first);
    store.completed(first);
    expect(store.hasRoom(level)).toBe(true);
    await store.put('c', 0, records(10), level);
    await store.put('d', 0, records(1), level);
    expect(store.hasRoom(level)).toBe(false);
  });

  test('a bound holds for files too', async () => {
    const { store } = make({ maxDiskBytes: 100 });
    const stored = await store.put('a', 0, bytes(101), StorageLevel.DISK_ONLY);
    expect(store.hasRoom(StorageLevel.DISK_ONLY)).toBe(false);
    store.completed(stored);
    expect(store.hasRoom(StorageLevel.DISK_ONLY)).toBe(true);
  });

  test('once its batch has run, a block that is in a file leaves memory', async () => {
    const { store } = make();
    const stored = await store.put('a', 0, records(2), StorageLevel.MEMORY_ONLY_2);
    store.completed(stored);
    expect([stored.isInMemory, recordsOf(stored.read())?.length]).toEqual([false, 2]);
  });

  test('a copy that is cut short or gone is passed over; without any the block is lost', async () => {
    const { store } = make();
    const stored = await store.put('a', 0, bytes(10), StorageLevel.DISK_ONLY_2);
    const path = (number: number): string => join(store.folder ?? '', `a.${number}`);
    writeFileSync(path(0), 'yyy');
    expect(recordsOf(stored.read())).toEqual(['y'.repeat(10)]);
    rmSync(path(1));
    expect(stored.read()).toBeUndefined();
  });

  test('a file that cannot be written is reported, and the block kept in memory', async () => {
    const { store, errors } = make();
    await store.put('a', 0, bytes(10), StorageLevel.DISK_ONLY);
    rmSync(store.folder ?? '', { recursive: true });
    const stored = await store.put('b', 0, bytes(10), StorageLevel.DISK_ONLY);
    expect([stored.isInMemory, errors.length]).toEqual([true, 1]);
  });

  test('records that cannot be written as bytes are refused by a level that needs it', () => {
    const { store } = make();
    const block = { numRecords: 1, content: { records: [() => {}] } };
    expect(() => store.put('a', 0, block, StorageLevel.MEMORY_ONLY_SER)).toThrow();
  });

  test('only the owner can read the files, and closing removes them', async () => {
    const { store } = make();
    await store.put('a', 0, bytes(10), StorageLevel.DISK_ONLY);
    const folder = store.folder ?? '';
    expect([statSync(folder).mode & 0o077, statSync(join(folder, 'a.0')).mode & 0o077]).toEqual([0, 0]);
    store.close();
    expect(existsSync(folder)).toBe(false);
  });
});

describe('block-counts', () => {
  const { MEMORY_ONLY, MEMORY_ONLY_SER, MEMORY_AND_DISK, DISK_ONLY } = StorageLevel;
  const count = async (block: Block, level: StorageLevel, bounds = {}): Promise<number | undefined> => {
    const stored: StoredBlock = await make(bounds).store.put('a', 0, block, level);
    return stored.numRecords;
  };

  test('I9 of bytes nobody knows the records; of lists it is their length, at every level', async () => {
    expect(await count(bytes(100), MEMORY_ONLY)).toBeUndefined();
    const levels = [MEMORY_ONLY, MEMORY_ONLY_SER, DISK_ONLY, MEMORY_AND_DISK];
    for (const numbers of [
      [25, 25, 50, 75],
      [100, 100, 125, 150],
    ]) {
      const counts = await Promise.all(
        numbers.map((each, i) => count(records(each), levels[i] as StorageLevel)),
      );
      expect(counts).toEqual(numbers);
    }
  });

  test('I9 70 records where 48 fit: a file, or with MEMORY_ONLY a refusal', async () => {
    const bounds = { maxMemoryRecords: 48 };
    expect(await count(records(70), MEMORY_AND_DISK, bounds)).toBe(70);
    expect(() => make(bounds).store.put('a', 0, records(70), MEMORY_ONLY)).toThrow(
      expect.objectContaining({ code: 'BLOCK_TOO_LARGE' }),
    );
    expect(() => make({ maxMemoryBytes: 4800 }).store.put('a', 0, records(70), MEMORY_ONLY_SER)).toThrow(
      expect.objectContaining({ code: 'BLOCK_TOO_LARGE' }),
    );
  });
});
