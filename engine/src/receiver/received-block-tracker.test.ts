import { describe, expect, test, vi } from 'vitest';
import { MemoryWriteAheadLog } from '../checkpoint/memory-write-ahead-log.ts';
import type { WriteAheadLog } from '../checkpoint/write-ahead-log.ts';
import { ManualClock } from '../testing/index.ts';
import { InputInfoTracker } from './input-info-tracker.ts';
import { ReceivedBlockTracker, type TrackerLog } from './received-block-tracker.ts';

interface Named {
  readonly id: string;
}
const blocks = (name: string, count: number): Named[] =>
  Array.from({ length: count }, (_, i) => ({ id: `${name}${i + 1}` }));

function logged(log: WriteAheadLog, errors: string[] = []): TrackerLog<Named> {
  return {
    log,
    clock: new ManualClock(),
    save: () => undefined,
    restore: (_saved, _streamId, id) => ({ id }),
    onError: (message) => errors.push(message),
  };
}

describe('I10 which block belongs to which batch', () => {
  test('blocktracker-allocate: all that waits goes to the batch; an older batch changes nothing', () => {
    const tracker = new ReceivedBlockTracker<Named>();
    const first = blocks('A', 5);
    for (const block of first) tracker.addBlock(1, block);
    expect(tracker.unallocatedBlocks(1)).toEqual(first);
    expect(tracker.allocateBlocksToBatch(1)).toBe(true);
    expect([tracker.blocksOf(1, 1), tracker.unallocatedBlocks(1)]).toEqual([first, []]);
    expect(tracker.allocateBlocksToBatch(2)).toBe(true);
    expect(tracker.blocksOf(2, 1)).toEqual([]);
    expect(tracker.allocateBlocksToBatch(1)).toBe(false);
    expect(tracker.blocksOf(1, 1)).toEqual(first);
    const late = blocks('B', 5);
    for (const block of late) tracker.addBlock(1, block);
    expect(tracker.allocateBlocksToBatch(2)).toBe(false);
    expect([tracker.blocksOf(2, 1), tracker.unallocatedBlocks(1)]).toEqual([[], late]);
    tracker.cleanupOldBatches(2);
    expect([tracker.blocksOf(1, 1), tracker.unallocatedBlocks(1)]).toEqual([[], late]);
  });

  test('tracker-no-wal: without a log nothing has to be waited for', () => {
    const tracker = new ReceivedBlockTracker<Named>();
    expect([tracker.isLogEnabled, tracker.addBlock(0, { id: 'a' })]).toEqual([false, true]);
  });

  test('tracker-many: 100,000 blocks in order, each in the log, and a new life knows them', async () => {
    const log = new MemoryWriteAheadLog();
    const tracker = new ReceivedBlockTracker<Named>(logged(log));
    const many = blocks('A', 100_000);
    await Promise.all(many.map((block) => tracker.addBlock(1, block)));
    expect(await tracker.allocateBlocksToBatch(1)).toBe(true);
    expect(tracker.unallocatedBlocks(1)).toEqual([]);
    const ids = (each: ReceivedBlockTracker<Named>): string =>
      each
        .blocksOf(1, 1)
        .map(({ id }) => id)
        .join();
    expect(ids(tracker)).toBe(many.map(({ id }) => id).join());
    expect([...log.readAll()].length).toBe(100_001);

    const next = new ReceivedBlockTracker<Named>(logged(log));
    next.restore();
    expect(ids(next)).toBe(ids(tracker));
    expect(next.hasUnallocatedBlocks).toBe(false);
    expect(next.allocateBlocksToBatch(1)).toBe(false);
  });

  test('what comes while an allocation is logged goes to the next batch, here and after a restart', async () => {
    const log = new MemoryWriteAheadLog();
    const tracker = new ReceivedBlockTracker<Named>(logged(log));
    await tracker.addBlock(0, { id: 'a' });
    const allocated = tracker.allocateBlocksToBatch(10);
    await tracker.addBlock(0, { id: 'b' });
    await allocated;
    const next = new ReceivedBlockTracker<Named>(logged(log));
    next.restore();
    for (const each of [tracker, next]) {
      expect([each.blocksOf(10, 0), each.unallocatedBlocks(0)]).toEqual([[{ id: 'a' }], [{ id: 'b' }]]);
    }
  });

  test('what cannot be logged is not done: the block is not added, waiting ones keep waiting', async () => {
    const errors: string[] = [];
    const log = new MemoryWriteAheadLog();
    const tracker = new ReceivedBlockTracker<Named>(logged(log, errors));
    await tracker.addBlock(0, { id: 'a' });
    vi.spyOn(log, 'write').mockRejectedValue(new Error('disk full'));
    expect(await tracker.addBlock(0, { id: 'b' })).toBe(false);
    expect(await tracker.allocateBlocksToBatch(10)).toBe(false);
    expect([tracker.unallocatedBlocks(0), tracker.blocksOf(10, 0)]).toEqual([[{ id: 'a' }], []]);
    expect(errors.length).toBe(2);
  });
});

describe('inputinfo-cleanup', () => {
  test('I11 a stream reports a batch once; older batches are forgotten', () => {
    const tracker = new InputInfoTracker();
    const info = (numRecords: number) => ({ inputStreamId: 0, numRecords, metadata: {} });
    tracker.reportInfo(0, info(100));
    tracker.reportInfo(1, info(300));
    expect(() => tracker.reportInfo(1, info(1))).toThrow(
      expect.objectContaining({ code: 'INPUT_INFO_REPORTED' }),
    );
    tracker.cleanup(0);
    expect(tracker.getInfo(0).get(0)?.numRecords).toBe(100);
    tracker.cleanup(1);
    expect(tracker.getInfo(0).size).toBe(0);
    expect(tracker.getInfo(1).get(0)?.numRecords).toBe(300);
  });
});
