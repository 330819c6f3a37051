import { expect, expectTypeOf, test } from 'vitest';
import { StreamingContext } from '../../streaming-context.ts';
import { formatBatches, ManualClock, parseBatches, runStream } from '../../testing/index.ts';
import type { DStream } from '../dstream.ts';

const sum = (values: readonly number[], count = 0): number => values.reduce((a, b) => a + b, count);

test.each([
  ['counts on', 'a | a b | | b', 'a:1 | a:2 b:1 | a:2 b:1 | a:2 b:2'],
  ['nothing yet', '| a', '| a:1'],
])('K1 a running count: %s', async (_name, input, expected) => {
  const output = await runStream(parseBatches(input), (words) =>
    words
      .map((word) => [word, 1])
      .updateStateByKey(sum, { numPartitions: 1 })
      .transform((rdd) => rdd.sortByKey()),
  );

  expect(formatBatches(output)).toBe(expected);
});

test('K1 a key whose update gives nothing is forgotten', async () => {
  const output = await runStream(parseBatches('a b | b | b | a'), (words) =>
    words
      .map((word) => [word, 1])
      .updateStateByKey<string | number, number, number>(
        (values, count) => (values.length === 0 ? undefined : sum(values, count)),
        { numPartitions: 1 },
      ),
  );

  expect(formatBatches(output)).toBe('a:1 b:1 | b:2 | b:3 | a:1');
});

test('K2 without an RDD known keys are updated with no values', async () => {
  const output = await runStream([null, ['a'], null], (words) =>
    words.map((word) => [word, 1]).updateStateByKey(sum, { numPartitions: 1 }),
  );

  expect(formatBatches(output)).toBe('a:1 | a:1');
});

test('K3 a state that no output reads is worked out in every batch', async () => {
  const clock = new ManualClock();
  const ssc = new StreamingContext({}, 1000, { clock });
  const updates: number[] = [];
  ssc
    .queueStream([['a'], ['a'], ['a']])
    .map((word) => [word, 1])
    .updateStateByKey<string, number, number>((values, count) => {
      updates.push(clock.now());
      return sum(values, count);
    })
    .foreachRDD(() => {});
  ssc.start();
  for (let batch = 0; batch < 3; batch += 1) {
    clock.advance(1000);
    await ssc.awaitIdle();
  }
  await ssc.stop();

  expect(updates).toEqual([1000, 2000, 3000]);
});

test('only pairs have a state', () => {
  const check = (words: DStream<string>): void => {
    expectTypeOf(words.map((word) => [word, 1]).updateStateByKey(sum)).toEqualTypeOf<
      DStream<[string, number]>
    >();
    // @ts-expect-error: a text has no key
    words.updateStateByKey(sum);
  };
  expect(check).toBeTypeOf('function');
});
