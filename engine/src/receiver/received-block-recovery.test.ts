import { expect, test } from 'vitest';
import { MemoryWriteAheadLog } from '../checkpoint/memory-write-ahead-log.ts';
import { ManualClock } from '../testing/index.ts';
import { ReceivedBlockTracker } from './received-block-tracker.ts';

/** Like a folder whose files could not be deleted. */
class UncleanLog extends MemoryWriteAheadLog {
  override async clean(): Promise<void> {}
}

test.each([
  ['deletes what is old', new MemoryWriteAheadLog()],
  ['could not delete it', new UncleanLog()],
])(
  'I10 tracker-delete-errors a batch that was cleaned up does not come back from a log that %s',
  async (_name, log) => {
    const clock = new ManualClock();
    const recovered = (): ReceivedBlockTracker<{ id: string }> => {
      const tracker = new ReceivedBlockTracker<{ id: string }>({
        log,
        clock,
        onError: (message) => expect.unreachable(message),
        save: ({ id }) => id,
        restore: (_saved, _streamId, id) => ({ id }),
      });
      tracker.restore();
      return tracker;
    };
    const first = recovered();
    for (const [batchTime, id] of [
      [1000, 'one'],
      [3000, 'two'],
    ] as const) {
      clock.setTime(batchTime - 500);
      await first.addBlock(0, { id });
      clock.setTime(batchTime);
      await first.allocateBlocksToBatch(batchTime);
    }
    clock.setTime(4000);
    await first.addBlock(0, { id: 'waiting' });
    expect(first.cleanupOldBatches(3000)).toEqual([{ id: 'one' }]);
    await new Promise(setImmediate);
    for (const again of [recovered(), recovered()]) {
      expect(again.blocksOf(1000, 0)).toEqual([]);
      expect(again.blocksOf(3000, 0)).toEqual([{ id: 'two' }]);
      expect(again.unallocatedBlocks(0)).toEqual([{ id: 'waiting' }]);
    }
  },
);
