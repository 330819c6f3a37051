import { expect, test } from 'vitest';
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
