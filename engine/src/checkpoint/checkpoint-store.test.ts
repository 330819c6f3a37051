import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { Checkpoint } from './checkpoint.ts';
import type { CheckpointStore } from './checkpoint-store.ts';
import { decodeCheckpoint, decodeValue, encodeCheckpoint, encodeValue } from './encode-checkpoint.ts';
import { FileCheckpointStore } from './file-checkpoint-store.ts';
import { MemoryCheckpointStore } from './memory-checkpoint-store.ts';
import { readCheckpoint } from './read-checkpoint.ts';

const root = mkdtempSync(join(tmpdir(), 'hashtide-checkpoints-'));
afterAll(() => rmSync(root, { recursive: true }));
const newFolder = (): string => mkdtempSync(join(root, 'checkpoint-'));
const newFileStore = (): FileCheckpointStore => {
  const store = new FileCheckpointStore(newFolder());
  store.prepare();
  return store;
};

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const textsIn = (store: CheckpointStore): string[] =>
  store.list().map((entry) => new TextDecoder().decode(store.read(entry)));

const checkpointAt = (batchTime: number, more: Partial<Checkpoint> = {}): Checkpoint => ({
  formatVersion: 1,
  batchTime,
  batchDuration: 1000,
  zeroTime: 0,
  alignTime: 0,
  conf: {},
  graph: [],
  lastCompletedBatchTime: undefined,
  pendingBatches: [],
  snapshots: [],
  accumulators: {},
  ...more,
});

describe.each([
  ['files', newFileStore],
  ['memory', () => new MemoryCheckpointStore()],
] as const)('%s', (_name, makeStore) => {
  test('S30 ckpt-write-race what was written last is newest, whatever its time', async () => {
    const store = makeStore();
    await store.write(2000, bytes('A'));
    await store.write(1000, bytes('B'));
    expect(textsIn(store)).toEqual(['B', 'A']);
    expect(store.list().map(({ name }) => name)).toEqual(['checkpoint-2000', 'checkpoint-2000.bk']);
  });

  test('S30 the last ten are kept', async () => {
    const store = makeStore();
    for (let time = 1; time <= 12; time += 1) await store.write(time, bytes(String(time)));
    expect(textsIn(store)).toEqual(['12', '11', '10', '9', '8', '7', '6', '5', '4', '3']);
  });

  test('S30 data is kept until it is removed', async () => {
    const store = makeStore();
    await store.writeData('data-1-2-3', bytes('x'));
    expect([...store.listData()]).toEqual(['data-1-2-3']);
    expect(Buffer.from(store.readData('data-1-2-3')).toString()).toBe('x');
    await store.removeData(['data-1-2-3', 'data-9-9-9']);
    expect(store.listData()).toEqual([]);
    expect(() => store.readData('data-1-2-3')).toThrow();
  });

  test('S31 the newest that can be read whole is taken', async () => {
    const store = makeStore();
    const data = bytes('not v8');
    const part = { partition: 0, name: 'data-2-0-0', crc32: 1 };
    await store.write(1000, encodeCheckpoint(checkpointAt(1000)));
    await store.write(
      2000,
      encodeCheckpoint(checkpointAt(2000, { snapshots: [{ id: 'a#0', batchTime: 2000, parts: [part] }] })),
    );
    await store.writeData('data-2-0-0', data);
    await store.write(3000, bytes('blablabla'));
    const damaged: string[] = [];
    expect(readCheckpoint(store, (name) => damaged.push(name))?.checkpoint.batchTime).toBe(1000);
    expect(damaged).toEqual(['checkpoint-3000', 'checkpoint-2000']);
  });
});

describe('files', () => {
  test.each(['', 'a\0b'])('S30 %j is no folder’s name', (directory) => {
    expect(() => new FileCheckpointStore(directory)).toThrow(
      expect.objectContaining({ code: 'CHECKPOINT_DIRECTORY_UNUSABLE' }),
    );
  });

  test('S30 ckpt-foreign-files only regular files of the right name count', async () => {
    const directory = join(root, 'checkpoint-01');
    mkdirSync(join(directory, 'checkpoint-1000000000'), { recursive: true });
    writeFileSync(join(directory, 'this-is-matched-before-due-to-parent-path'), '');
    for (const name of ['checkpoint-', 'checkpoint-12x', 'xcheckpoint-12', 'checkpoint-1.bak']) {
      writeFileSync(join(directory, name), '');
    }
    expect(new FileCheckpointStore(directory).list()).toEqual([]);
    expect(readCheckpoint(new FileCheckpointStore(directory))).toBeUndefined();
  });

  test('S30 what a crash has left half written is taken away; a folder that cannot be made is said', () => {
    const store = newFileStore();
    writeFileSync(join(store.location, 'checkpoint-1.tmp'), 'half');
    writeFileSync(join(store.location, 'mine.tmp'), 'not ours');
    store.prepare();
    expect(readdirSync(store.location)).toEqual(['mine.tmp']);
    const file = join(root, 'a-file');
    writeFileSync(file, '');
    expect(() => new FileCheckpointStore(file).prepare()).toThrow(
      expect.objectContaining({ code: 'CHECKPOINT_DIRECTORY_UNUSABLE' }),
    );
  });

  test('S30 a name that leads out of the folder is no data', () => {
    expect(() => newFileStore().readData('../secret')).toThrow(
      expect.objectContaining({ code: 'CHECKPOINT_DAMAGED' }),
    );
  });

  test('S31 none readable is an error, none at all is not', async () => {
    const store = newFileStore();
    expect(readCheckpoint(store)).toBeUndefined();
    writeFileSync(join(store.location, 'checkpoint-5'), '');
    expect(() => readCheckpoint(store)).toThrow(expect.objectContaining({ code: 'CHECKPOINT_UNREADABLE' }));
  });

  test('S31 one changed byte is told, wherever it is', () => {
    const written = encodeCheckpoint(
      checkpointAt(7000, { accumulators: { tags: encodeValue('tags', new Map([['ai', 3]])) } }),
    );
    fc.assert(
      fc.property(fc.nat(written.byteLength - 1), fc.integer({ min: 1, max: 255 }), (place, change) => {
        const changed = Uint8Array.from(written);
        changed[place] = (changed[place] as number) ^ change;
        expect(() => decodeCheckpoint(changed)).toThrow(
          expect.objectContaining({ code: expect.stringMatching(/^CHECKPOINT_(DAMAGED|FORMAT_UNKNOWN)$/) }),
        );
      }),
    );
    expect(() => decodeCheckpoint(written.subarray(0, -1))).toThrow();
  });
});

test('S32 ckpt-array-class a checkpoint holds data: arrays, maps, dates; a class comes back as what it held', () => {
  class Tag {
    readonly name = 'ai';
  }
  const values = {
    list: [new Tag(), new Tag()],
    map: new Map([[1n, new Date(5)]]),
    bytes: new Uint8Array([1]),
  };
  const decoded = decodeValue(encodeValue('test', values));
  expect(decoded).toEqual({ ...values, list: [{ name: 'ai' }, { name: 'ai' }] });
});

test('S32 what is no data is refused with its owner', () => {
  expect(() => encodeValue('mapWithState', { f: () => 1 })).toThrow(
    expect.objectContaining({
      code: 'CHECKPOINT_NOT_SERIALIZABLE',
      message: expect.stringContaining('mapWithState'),
    }),
  );
});

test('S30 a file is written whole: its bytes are those given', async () => {
  const store = newFileStore();
  await store.write(1, bytes('content'));
  expect(readFileSync(join(store.location, 'checkpoint-1'), 'utf8')).toBe('content');
});
