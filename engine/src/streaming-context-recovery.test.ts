import { describe, expect, test, vi } from 'vitest';
import { MemoryCheckpointStore } from './checkpoint/memory-checkpoint-store.ts';
import { readCheckpoint } from './checkpoint/read-checkpoint.ts';
import { Receiver, StreamingContext, seconds } from './index.ts';
import {
  advance,
  begin,
  countA,
  type Define,
  live,
  newFolder,
  type Outputs,
} from './streaming-context-test-support.ts';
import { ManualClock, TestInputDStream } from './testing/index.ts';

class PlayedReceiver extends Receiver<string> {
  override onStart(): void {}
  override onStop(): void {}
}

describe('states and batches after a restart', () => {
  test.each([
    ['files', () => newFolder()],
    ['memory', () => new MemoryCheckpointStore()],
  ])('S20 ckpt-basic a state goes on where it was: %s', async (_name, makePlace) => {
    const place = makePlace();
    const clock = new ManualClock();
    const first = await live(place, clock, 4, countA);
    expect(first.ssc.recoveredFrom).toBeUndefined();
    expect(first.outputs.at(-1)).toEqual([4000, [['a', 4]]]);

    const second = await live(place, clock, 1, countA);
    expect(second.ssc.recoveredFrom).toBe(4000);
    expect(second.outputs).toEqual([[5000, [['a', 5]]]]);

    clock.advance(seconds(7));
    const third = await live(place, clock, 4, countA);
    expect(third.outputs.map(([time]) => time)).toEqual(
      [6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16].map(seconds),
    );
    expect(third.outputs.at(-1)).toEqual([16_000, [['a', 16]]]);
  });

  test('S20 ckpt-basic the state is there before the start', async () => {
    const place = newFolder();
    const clock = new ManualClock();
    await live(place, clock, 2, countA);
    const ssc = StreamingContext.getOrCreate(place, () => {
      const made = new StreamingContext({}, seconds(1), { clock });
      countA(made, clock, []);
      return made;
    });
    const state = ssc.graph.streams.find(({ name }) => name === 'updateStateByKey');
    expect(state?.generatedTimes).toEqual([2000]);
  });

  test('S21 ckpt-master-recovery-java the batches after the restart are those that are missing', async () => {
    const lengths: Define = (ssc, _clock, outputs) => {
      const batches = [
        ['this', 'is'],
        ['a', 'test'],
        ['counting', 'letters'],
      ];
      new TestInputDStream(ssc, batches, 2)
        .map((word) => word.length)
        .foreachRDD(async (rdd, time) => void outputs.push([time, await rdd.collect()]));
    };
    const place = newFolder();
    const clock = new ManualClock();
    const before = await live(place, clock, 1, lengths);
    const after = await live(place, clock, 2, lengths);
    expect([...before.outputs, ...after.outputs].map(([, records]) => records)).toEqual([
      [4, 2],
      [1, 4],
      [8, 7],
    ]);
  });

  test('S21 a batch that was made and did not complete runs again, with its input info', async () => {
    const place = newFolder();
    const clock = new ManualClock();
    let fails = true;
    const define: Define = (ssc, _clock, outputs) => {
      new TestInputDStream(ssc, [['a'], ['b', 'c'], ['d']], 1).foreachRDD(async (rdd, time) => {
        if (fails && time === 2000) throw new Error('boom');
        outputs.push([time, await rdd.collect()]);
      });
    };
    await live(place, clock, 3, define);
    fails = false;
    const after = await live(place, clock, 0, define);
    expect(after.outputs).toEqual([
      [2000, ['b', 'c']],
      [3000, ['d']],
    ]);
    expect(after.ssc.getBatchInfo(2000)).toMatchObject({ numRecords: 2, status: 'completed' });
  });

  test('S22 recovered batches whose input cannot tell any more show what they held', async () => {
    const store = new MemoryCheckpointStore();
    const clock = new ManualClock();
    const hold = Promise.withResolvers<void>();
    const define =
      (records: string[][]): Define =>
      (ssc) => {
        new TestInputDStream(ssc, records, 1).foreachRDD(() =>
          records.length > 0 ? hold.promise : undefined,
        );
      };
    const outputs: Outputs = [];
    const dying = StreamingContext.getOrCreate(store, () => {
      const made = new StreamingContext({}, seconds(1), { clock });
      define([['a', 'b', 'c']])(made, clock, outputs);
      return made;
    });
    dying.start();
    clock.advance(seconds(1));
    await vi.waitUntil(() => store.list().length > 0);
    hold.resolve();
    // As a kill leaves it: made, not completed.
    const asKilled = new MemoryCheckpointStore();
    await asKilled.write(1000, store.read(store.list().at(-1) as never));
    await dying.stop();

    const after = await live(asKilled, clock, 0, define([]));
    expect(after.ssc.getBatchInfo(1000)).toMatchObject({ numRecords: 3 });
  });

  test('S21 after a graceful stop no batch is made twice, though the last one ran early', async () => {
    const place = newFolder();
    const clock = new ManualClock();
    const life = async (record: string, numBatches: number): Promise<Outputs> => {
      const receiver = new PlayedReceiver();
      const { ssc, outputs } = begin(place, clock, (made, _clock, all) => {
        made
          .receiverStream(receiver)
          .map((each) => [each, 1])
          .updateStateByKey<string, number, number>((values, sum = 0) => sum + values.length)
          .checkpoint(seconds(1))
          .foreachRDD(async (rdd, time) => void all.push([time, await rdd.collect()]));
      });
      clock.advance(500 - (clock.now() % 1000));
      await receiver.storeMultiple([record]);
      await advance(ssc, clock, numBatches);
      await ssc.stop({ graceful: true });
      return outputs;
    };
    expect(await life('a', 0)).toEqual([[1000, [['a', 1]]]]);
    expect(await life('a', 2)).toEqual([[2000, [['a', 2]]]]);
  });

  test.each([
    ['replay', [3, 4, 5, 6], 6],
    ['merge', [6], 4],
    ['skip', [], 3],
  ] as const)('S23 missed batches: %s', async (missedBatches, missed, countAfter) => {
    const place = newFolder();
    const clock = new ManualClock();
    await live(place, clock, 2, countA);
    clock.advance(seconds(4));
    const { outputs } = await live(place, clock, 1, countA, { missedBatches });
    expect(outputs.map(([time]) => time)).toEqual([...missed, 7].map(seconds));
    expect(outputs.at(-1)?.[1]).toEqual([['a', missedBatches === 'replay' ? 7 : countAfter]]);
  });

  test('S20 a window has its batches again', async () => {
    const define: Define = (ssc, _clock, outputs) => {
      new TestInputDStream(ssc, [[1], [2], [3], [4], [5]], 1)
        .checkpoint(seconds(1))
        .window(seconds(3))
        .foreachRDD(async (rdd, time) => void outputs.push([time, await rdd.collect()]));
    };
    const place = newFolder();
    const clock = new ManualClock();
    await live(place, clock, 3, define);
    const { outputs } = await live(place, clock, 1, define);
    expect(outputs).toEqual([[4000, [2, 3, 4]]]);
  });

  test('S24 ckpt-restore-once a stream that three outputs read is restored once', async () => {
    const restore = vi.fn();
    const define: Define = (ssc) => {
      const stream = new TestInputDStream(ssc, [['a']], 1)
        .map((record) => record)
        .derive<string>({
          name: 'saving',
          checkpoint: { kind: 'metadata', save: (time) => [time], restore },
          compute: () => undefined,
        });
      for (let i = 0; i < 3; i += 1) stream.foreachRDD(() => {});
      new TestInputDStream(ssc, [['a']], 1).foreachRDD(() => {});
    };
    const place = newFolder();
    const clock = new ManualClock();
    await live(place, clock, 3, define);
    await live(place, clock, 0, define);
    expect(restore.mock.calls).toEqual([[[3000], 3000]]);
  });

  test('S20 ckpt-two-stateful one state upon another, both go on', async () => {
    const define: Define = (ssc, _clock, outputs) => {
      const sum = (values: readonly number[], state = 0): number => values.reduce((a, b) => a + b, state);
      new TestInputDStream(ssc, Array(9).fill([['a', 1]]) as [string, number][][], 2)
        .updateStateByKey<string, number, number>(sum)
        .checkpoint(seconds(1))
        .updateStateByKey<string, number, number>(sum)
        .checkpoint(seconds(1))
        .foreachRDD(async (rdd, time) => void outputs.push([time, await rdd.collect()]));
    };
    const store = new MemoryCheckpointStore();
    const clock = new ManualClock();
    await live(store, clock, 2, define);
    expect(readCheckpoint(store)?.checkpoint.snapshots.map(({ id, batchTime }) => [id, batchTime])).toEqual([
      ['updateStateByKey#0', 2000],
      ['updateStateByKey#1', 2000],
    ]);
    const { outputs } = await live(store, clock, 1, define);
    expect(outputs).toEqual([[3000, [['a', 1 + 2 + 3]]]]);
  });
});

test('S34 accumulators with a name go on; a batch that runs again counts once', async () => {
  const place = newFolder();
  const clock = new ManualClock();
  let fails = true;
  let value = (): number => 0;
  const define: Define = (ssc) => {
    const seen = ssc.engine.longAccumulator('seen');
    const tags = ssc.engine.collectionAccumulator<string>('tags');
    value = () => seen.value * 100 + tags.value.length;
    new TestInputDStream<string>(ssc, [['a'], ['b', 'c'], ['d']], 2).foreachRDD(async (rdd, time) => {
      await rdd.foreach((record) => {
        seen.add(1);
        tags.add(record);
      });
      if (fails && time === 2000) throw new Error('boom');
    });
  };
  await live(place, clock, 2, define);
  expect(value()).toBe(303);
  fails = false;
  await live(place, clock, 1, define);
  expect(value()).toBe(404);
});
