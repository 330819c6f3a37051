import { expect, test } from 'vitest';
import type { RDD } from '../rdd/rdd.ts';
import { StreamingContext } from '../streaming-context.ts';
import { formatBatches, ManualClock } from '../testing/index.ts';

test('I16 a constant stream has the same RDD in every batch', async () => {
  const clock = new ManualClock();
  const ssc = new StreamingContext({}, 1000, { clock });
  const batches: number[][] = [];
  const constant = ssc.constantStream(ssc.engine.parallelize([1, 2]));
  constant.foreachRDD(async (rdd) => void batches.push(await rdd.collect()));
  ssc.start();
  clock.advance(2000);
  await ssc.awaitIdle();
  await ssc.stop();
  expect(formatBatches(batches)).toBe('1 2 | 1 2');
});

test.each([null, undefined, [1]])('I16 %o is no RDD', (rdd) => {
  const ssc = new StreamingContext({}, 1000);
  expect(() => ssc.constantStream(rdd as unknown as RDD<number>)).toThrow(
    expect.objectContaining({ code: 'INVALID_RDD' }),
  );
});
