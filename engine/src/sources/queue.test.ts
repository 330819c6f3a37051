import { expect, test } from 'vitest';
import { MemoryCheckpointStore } from '../checkpoint/memory-checkpoint-store.ts';
import { StreamingContext } from '../streaming-context.ts';
import { formatBatches, ManualClock } from '../testing/index.ts';

test.each([
  ['one RDD a batch', true, '1 2 | 3 | |'],
  ['all that are there', false, '1 2 3 | | |'],
])('I6 a queue gives %s', async (_name, oneAtATime, expected) => {
  const clock = new ManualClock();
  const ssc = new StreamingContext({}, 1000, { clock });
  const batches: number[][] = [];
  ssc.queueStream([[1, 2], [3]], { oneAtATime }).foreachRDD(async (rdd) => {
    batches.push(await rdd.collect());
  });
  ssc.start();
  clock.advance(4000);
  await ssc.awaitIdle();
  await ssc.stop();

  expect(formatBatches(batches)).toBe(expected);
});

test('I6 an empty queue gives the defaultRDD; an RDD without records when there is none', async () => {
  const clock = new ManualClock();
  const ssc = new StreamingContext({}, 1000, { clock });
  const batches: number[][] = [];
  const defaultRDD = ssc.engine.parallelize([7]);
  ssc.queueStream([[1]], { defaultRDD }).foreachRDD(async (rdd) => void batches.push(await rdd.collect()));
  ssc.start();
  clock.advance(2000);
  await ssc.awaitIdle();
  expect([batches, ssc.getBatchInfo(1000)?.numRecords]).toEqual([[[1], [7]], 0]);
  await ssc.stop();
});

test('ctx-queue-no-checkpoint I6 it runs with checkpoints; only going on from one is refused', async () => {
  const store = new MemoryCheckpointStore();
  const create = (): StreamingContext => {
    const made = new StreamingContext({}, 1000, { clock: new ManualClock() });
    made.queueStream([[1]]).foreachRDD(() => {});
    return made;
  };
  const ssc = StreamingContext.getOrCreate(store, create);
  ssc.start();
  (ssc.clock as ManualClock).advance(1000);
  await ssc.awaitIdle();
  await ssc.stop();
  expect(() => StreamingContext.getOrCreate(store, create)).toThrow(
    "queueStream doesn't support checkpointing. Please don't use queueStream when checkpointing is enabled.",
  );
});
