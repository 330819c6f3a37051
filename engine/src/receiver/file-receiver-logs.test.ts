import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BatchedWriteAheadLog } from '../checkpoint/batched-write-ahead-log.ts';
import { FileWriteAheadLog } from '../checkpoint/file-write-ahead-log.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { until } from '../testing/until.ts';
import { FileReceiverLogs } from './file-receiver-logs.ts';
import { ReceivedBlockTracker } from './received-block-tracker.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hashtide-receivers-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('I17 wal-factory logs are files; the tracker’s is batched, a receiver’s is not; each receiver has its own', async () => {
  const logs = new FileReceiverLogs(folder);
  expect(logs.tracker).toBeInstanceOf(BatchedWriteAheadLog);
  expect(logs.blocksOf(0)).toBeInstanceOf(FileWriteAheadLog);
  expect(logs.blocksOf(0)).toBe(logs.blocksOf(0));
  expect(logs.blocksOf(1)).not.toBe(logs.blocksOf(0));
  expect(readdirSync(folder)).toEqual([]);
  await logs.blocksOf(1).write(Buffer.from('a'), 1);
  await logs.tracker.write(Buffer.from('b'), 1);
  expect(readdirSync(folder).sort()).toEqual(['receivedBlockMetadata', 'receivedData']);
  expect(readdirSync(join(folder, 'receivedData'))).toEqual(['1']);
  await logs.close();
});

test('I10 tracker-delete-errors files that could not be deleted bring no batch back', async () => {
  const place = join(folder, 'log');
  const kept = join(folder, 'kept');
  const clock = new ManualClock();
  const names = (): string[] =>
    readdirSync(place)
      .filter((name) => name.endsWith('.log'))
      .sort();
  const live = (): { log: FileWriteAheadLog; tracker: ReceivedBlockTracker<{ id: string }> } => {
    const log = new FileWriteAheadLog(place, { clock, segmentDuration: 1000 });
    const tracker = new ReceivedBlockTracker<{ id: string }>({
      ...{ log, clock },
      onError: (message) => expect.unreachable(message),
      save: ({ id }) => id,
      restore: (_saved, _streamId, id) => ({ id }),
    });
    tracker.restore();
    return { log, tracker };
  };
  const first = live();
  for (const [batchTime, id] of [
    [1000, 'one'],
    [3000, 'two'],
  ] as const) {
    clock.setTime(batchTime - 900);
    await first.tracker.addBlock(0, { id });
    clock.setTime(batchTime + 100);
    await first.tracker.allocateBlocksToBatch(batchTime);
  }
  clock.setTime(4200);
  await first.tracker.addBlock(0, { id: 'waiting' });
  const before = names();
  const { mkdirSync } = await import('node:fs');
  mkdirSync(kept);
  for (const name of before) copyFileSync(join(place, name), join(kept, name));
  expect(first.tracker.cleanupOldBatches(3000)).toEqual([{ id: 'one' }]);
  await until(() => names().length < before.length);
  await first.log.close();

  const deleted = before.filter((name) => !names().includes(name));
  expect(deleted.length).toBeGreaterThan(0);
  for (const left of [undefined, ...deleted]) {
    if (left !== undefined) copyFileSync(join(kept, left), join(place, left));
    const { log, tracker } = live();
    expect(tracker.blocksOf(1000, 0)).toEqual([]);
    expect(tracker.blocksOf(3000, 0)).toEqual([{ id: 'two' }]);
    expect(tracker.unallocatedBlocks(0)).toEqual([{ id: 'waiting' }]);
    await log.close();
  }
  expect(existsSync(join(place, deleted[0] ?? ''))).toBe(true);
});
