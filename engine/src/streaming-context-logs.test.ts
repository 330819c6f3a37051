import { afterEach, expect, test } from 'vitest';
import { MemoryCheckpointStore, MemoryWriteAheadLog, Receiver, StreamingContext, seconds } from './index.ts';
import { ManualClock } from './testing/index.ts';

const running: StreamingContext[] = [];
afterEach(async () => {
  for (const ssc of running.splice(0)) await ssc.stop();
});

class PlayedReceiver extends Receiver<string> {
  override onStart(): void {}
  override onStop(): void {}
}

const sizeOf = (log: MemoryWriteAheadLog): number => [...log.readAll()].length;

test('S33 recv-wal-clean old blocks leave the logs; those that a window still reads stay', async () => {
  const clock = new ManualClock();
  const logs = [new MemoryWriteAheadLog(), new MemoryWriteAheadLog()];
  const tracker = new MemoryWriteAheadLog();
  const ssc = new StreamingContext({}, seconds(1), {
    clock,
    receiverLogs: { tracker, blocksOf: (streamId) => logs[streamId] },
  });
  running.push(ssc);
  ssc.checkpoint(new MemoryCheckpointStore());
  const receivers = [new PlayedReceiver(), new PlayedReceiver()];
  const [plain, windowed] = receivers.map((receiver) => ssc.receiverStream(receiver));
  plain?.foreachRDD(() => {});
  const windows: number[] = [];
  windowed?.window(seconds(3)).foreachRDD(async (rdd) => void windows.push(await rdd.count()));
  ssc.start();
  for (let batch = 0; batch < 20; batch += 1) {
    for (const receiver of receivers) receiver.store(`record ${batch}`);
    clock.advance(seconds(1));
    await ssc.awaitIdle();
  }
  await ssc.stop({ graceful: true });
  expect(windows.at(-1)).toBe(3);
  expect(sizeOf(logs[1] as MemoryWriteAheadLog)).toBeGreaterThanOrEqual(3);
  for (const log of [...logs, tracker]) expect(sizeOf(log)).toBeLessThan(20);
});

test('S21 with logs nothing that was received is lost, and nothing counted twice', async () => {
  const clock = new ManualClock();
  const store = new MemoryCheckpointStore();
  const tracker = new MemoryWriteAheadLog();
  const blocks = new MemoryWriteAheadLog();
  const counts: [number, number][] = [];
  let dies = false;
  const live = (): { ssc: StreamingContext; receiver: PlayedReceiver } => {
    const receiver = new PlayedReceiver();
    const ssc = StreamingContext.getOrCreate(store, () => {
      const made = new StreamingContext({}, seconds(1), {
        clock,
        failedOutputPolicy: 'fail',
        receiverLogs: { tracker, blocksOf: () => blocks },
      });
      made
        .receiverStream(receiver)
        .map((record) => [record.slice(0, 1), 1])
        .updateStateByKey<string, number, number>((values, sum = 0) => sum + values.length)
        .checkpoint(seconds(2))
        .foreachRDD(async (rdd, time) => {
          const [first] = await rdd.collect();
          if (dies) throw new Error('killed');
          counts.push([time, first?.[1] ?? 0]);
        });
      return made;
    });
    running.push(ssc);
    ssc.start();
    return { ssc, receiver };
  };
  const first = live();
  for (let batch = 1; batch <= 3; batch += 1) {
    first.receiver.storeMultiple(Array(batch).fill('a'));
    clock.advance(seconds(1));
    await first.ssc.awaitIdle();
  }
  dies = true;
  first.receiver.storeMultiple(Array(4).fill('a'));
  clock.advance(seconds(1));
  await first.ssc.awaitIdle();
  await first.ssc.stop();
  dies = false;

  clock.advance(seconds(3));
  const second = live();
  await second.ssc.awaitIdle();
  // What is still being logged when a batch is made goes with the next one.
  expect(second.ssc.getBatchInfo(4000)).toMatchObject({ numRecords: 3 });
  second.receiver.storeMultiple(Array(5).fill('a'));
  for (let batch = 0; batch < 2; batch += 1) {
    clock.advance(seconds(1));
    await second.ssc.awaitIdle();
  }
  expect(counts).toEqual([
    [1000, 0],
    [2000, 1],
    [3000, 3],
    [4000, 6],
    [5000, 10],
    [6000, 10],
    [7000, 10],
    [8000, 10],
    [9000, 15],
  ]);
});
