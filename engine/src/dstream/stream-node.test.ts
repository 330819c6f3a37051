import { afterEach, expect, test } from 'vitest';
import { StreamingContext } from '../streaming-context.ts';
import { formatBatches, ManualClock, parseBatches, runStreams, TestInputDStream } from '../testing/index.ts';

const contexts: StreamingContext[] = [];
const make = (): StreamingContext => {
  const ssc = new StreamingContext({}, 1000, { clock: new ManualClock() });
  contexts.push(ssc);
  return ssc;
};
afterEach(async () => {
  for (const ssc of contexts.splice(0)) await ssc.stop();
});

test.each([
  [0, 1000, '1'],
  [1000, 2000, '1 | 2'],
  [2000, 2000, '2'],
  [2999, 4000, '2 | 3 | 4'],
  [-5000, 0, ''],
  [3000, 2000, ''],
])('O7 slice from %i to %i', async (from, to, expected) => {
  const ssc = make();
  const stream = new TestInputDStream(ssc, parseBatches('1 | 2 | 3 | 4'), 2);
  stream.foreachRDD(() => {});
  expect(() => stream.slice(0, 1000)).toThrow(expect.objectContaining({ code: 'STREAM_NOT_STARTED' }));
  ssc.start();

  expect(formatBatches(await Promise.all(stream.slice(from, to).map((rdd) => rdd.collect())))).toBe(expected);
});

test('O5 streams of different contexts or slides cannot be put together', () => {
  const [one, two] = [make(), make()];
  const stream = one.queueStream([[1]]);
  expect(() => stream.union(two.queueStream([[1]]))).toThrow(
    expect.objectContaining({ code: 'DIFFERENT_CONTEXTS' }),
  );
  expect(() => stream.union(stream.window(2000, 2000))).toThrow(
    expect.objectContaining({ code: 'DIFFERENT_SLIDE_DURATIONS' }),
  );
  expect(() => one.union([])).toThrow(expect.objectContaining({ code: 'NO_STREAMS' }));
});

test('O2 a join fails the batch in which one side has no RDD', async () => {
  const run = runStreams<[string, string], unknown>(
    [
      [['a'], ['a']],
      [['a'], null],
    ],
    ([left, right]) => left.map((word) => [word, 1]).join(right.map((word) => [word, 2])),
  );
  await expect(run).rejects.toMatchObject({ code: 'NO_PARENT_RDD' });
});

test('S5 what is remembered can be computed later, the rest is forgotten', async () => {
  const ssc = make();
  ssc.remember(3000);
  const stream = new TestInputDStream(ssc, parseBatches('1 | 2 | 3 | 4 | 5'), 1);
  let computed = 0;
  const counted = stream.transform((rdd) => {
    computed += 1;
    return rdd;
  });
  counted.foreachRDD(() => {});
  ssc.start();
  for (let batch = 0; batch < 5; batch += 1) {
    (ssc.clock as ManualClock).advance(1000);
    await ssc.awaitIdle();
  }
  expect(counted.slice(3000, 5000).length).toBe(3);
  expect(computed).toBe(5);
  counted.slice(1000, 2000);
  expect(computed).toBe(7);
});
