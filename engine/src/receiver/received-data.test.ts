import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { MemoryWriteAheadLog } from '../checkpoint/memory-write-ahead-log.ts';
import { StorageLevel } from '../rdd/storage-level.ts';
import { StreamingContext } from '../streaming-context.ts';
import { ManualClock } from '../testing/index.ts';
import { pushContent } from './block.ts';
import type { ReceiverLogs } from './receiver-logs.ts';
import { ReceiverTracker } from './receiver-tracker.ts';
import type { StoredBlock } from './stored-block.ts';
import { PlayedReceiver } from './test-support.ts';

const folders: string[] = [];
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function makeLogs(): ReceiverLogs & { readonly blocks: MemoryWriteAheadLog; tracker: MemoryWriteAheadLog } {
  const blocks = new MemoryWriteAheadLog();
  return { tracker: new MemoryWriteAheadLog(), blocks, blocksOf: () => blocks };
}

function makeTracker(logs: ReceiverLogs, clock = new ManualClock()): ReceiverTracker {
  const tracker = new ReceiverTracker(clock, () => {});
  tracker.useLogs(logs);
  return tracker;
}

function linesOf(blocks: readonly StoredBlock[]): (unknown[] | undefined)[] {
  return blocks.map((block) => {
    const content = block.read();
    if (content === undefined) return undefined;
    const all: unknown[] = [];
    pushContent(
      content,
      (bytes, push) => push(Buffer.from(bytes).toString()),
      (record) => all.push(record),
    );
    return all;
  });
}

test('recv-blockrdd I9 a batch without blocks, with five, and with three of five lost', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hashtide-test-'));
  folders.push(folder);
  vi.stubEnv('TMPDIR', folder);
  const warnings = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  const clock = new ManualClock();
  const ssc = new StreamingContext({}, 1000, { clock });
  const receiver = new PlayedReceiver(StorageLevel.DISK_ONLY);
  const batches: (readonly [number, string[]])[] = [];
  let isLosing = false;
  ssc.receiverStream(receiver).foreachRDD(async (rdd) => {
    if (isLosing) {
      const files = readdirSync(join(folder, readdirSync(folder)[0] ?? ''), { recursive: true });
      for (const file of files.map(String).sort().slice(-3))
        rmSync(join(folder, readdirSync(folder)[0] ?? '', file));
    }
    batches.push([rdd.numPartitions, await rdd.collect()]);
  });
  ssc.start();
  const nextBatch = async (): Promise<void> => {
    clock.advance(1000);
    await ssc.awaitIdle();
  };
  await nextBatch();
  for (const record of 'abcde') await receiver.storeMultiple([record]);
  await nextBatch();
  isLosing = true;
  for (const record of 'fghij') await receiver.storeMultiple([record]);
  await nextBatch();
  await ssc.stop();

  expect(batches).toEqual([
    [0, []],
    [5, ['a', 'b', 'c', 'd', 'e']],
    [5, ['f', 'g']],
  ]);
  expect(warnings.mock.calls.map(([message]) => message)).toEqual(
    Array(3).fill(expect.stringMatching(/^block input-0-\d+ is not there any more; its 1 records are lost$/)),
  );
});

test('recv-blockrdd I10 what is in the log is there after a restart; what is not is lost', async () => {
  const logs = makeLogs();
  const first = makeTracker(logs);
  const receiver = new PlayedReceiver();
  first.startReceiver(receiver, 0, 'played');
  await receiver.storeMultiple(['a', 'b'], 17);
  receiver.storeBytes(Buffer.from('c\n'), 1);
  await first.allocateBlocksToBatch(1000);
  await receiver.storeMultiple(['unallocated']);
  const second = makeTracker(logs, new ManualClock(5000));

  for (const tracker of [first, second]) {
    expect(linesOf(tracker.blocksOf(1000, 0))).toEqual([['a', 'b']]);
    expect(tracker.blocksOf(1000, 0).map(({ numRecords, metadata }) => [numRecords, metadata])).toEqual([
      [2, 17],
    ]);
  }
  // The buffered bytes were still on their way to the log when the batch was due.
  await second.allocateBlocksToBatch(6000);
  expect(linesOf(second.blocksOf(6000, 0))).toEqual([['c\n'], ['unallocated']]);

  await logs.blocks.clean(Number.POSITIVE_INFINITY);
  expect(linesOf(second.blocksOf(6000, 0))).toEqual([undefined, undefined]);
});

test('wal-rdd I10 a block is read from memory while it is there, then from the log', async () => {
  const logs = makeLogs();
  const tracker = makeTracker(logs);
  const receiver = new PlayedReceiver();
  tracker.startReceiver(receiver, 0, 'played');
  const expected = [0, 1, 2, 3, 4].map((block) => Array.from({ length: 10 }, (_, i) => `${block} ${i}`));
  for (const records of expected) await receiver.storeMultiple(records);
  await tracker.allocateBlocksToBatch(1000);
  const blocks = tracker.blocksOf(1000, 0);
  const read = vi.spyOn(logs.blocks, 'read');
  expect([linesOf(blocks), read.mock.calls.length]).toEqual([expected, 0]);
  for (const block of blocks.slice(0, 2)) block.releaseMemory();
  expect([linesOf(blocks), read.mock.calls.length]).toEqual([expected, 2]);
  tracker.completeBatch(1000);
  expect(blocks.map((block) => block.isInMemory)).toEqual([false, false, false, false, false]);
  expect(linesOf(blocks)).toEqual(expected);
});

test('I10 a block that the log refuses is not stored, and its receiver is told', async () => {
  const logs = makeLogs();
  const tracker = makeTracker(logs);
  const receiver = new PlayedReceiver();
  tracker.startReceiver(receiver, 0, 'played');
  vi.spyOn(logs.blocks, 'write').mockRejectedValueOnce(new Error('disk full'));
  await expect(receiver.storeMultiple(['a'])).rejects.toThrow('disk full');
  await receiver.storeMultiple(['b']);
  await tracker.allocateBlocksToBatch(1000);
  expect(linesOf(tracker.blocksOf(1000, 0))).toEqual([['b']]);
});

test('I10 logs let go of what is forgotten, and of nothing that a later batch has', async () => {
  const clock = new ManualClock();
  const logs = makeLogs();
  const tracker = makeTracker(logs, clock);
  const receiver = new PlayedReceiver();
  tracker.startReceiver(receiver, 0, 'played');
  for (const batchTime of [1000, 2000, 3000]) {
    clock.setTime(batchTime - 500);
    await receiver.storeMultiple([`${batchTime}`]);
    clock.setTime(batchTime);
    await tracker.allocateBlocksToBatch(batchTime);
  }
  tracker.forgetUpTo(2000);
  await new Promise(setImmediate);
  expect([...logs.blocks.readAll()].length).toBe(1);
  const next = makeTracker(logs, new ManualClock(5000));
  const known = [1000, 2000, 3000].map((batchTime) => linesOf(next.blocksOf(batchTime, 0)));
  expect(known).toEqual([[], [], [['3000']]]);
  expect(next.hasUnallocatedBlocks).toBe(false);
});
