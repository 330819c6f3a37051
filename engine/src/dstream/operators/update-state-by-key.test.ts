import { describe, expect, expectTypeOf, test } from 'vitest';
import type { Parts } from '../../checkpoint/checkpointable.ts';
import { StreamingContext } from '../../streaming-context.ts';
import { formatBatches, ManualClock, parseBatches, runStream } from '../../testing/index.ts';
import { seconds } from '../../time/duration.ts';
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

test('K1 the update gets the key and the time of the batch', async () => {
  const output = await runStream(parseBatches('a | b |') as string[][], (words) =>
    words
      .map((word) => [word, 1])
      .updateStateByKey<string, number, string>(
        (values, state = '', key, batchTime) => `${state}${key}${values.length}@${batchTime / 1000}`,
        { numPartitions: 1 },
      ),
  );

  expect(formatBatches(output)).toBe('a:a1@1 | a:a1@1a0@2 b:b1@2 | a:a1@1a0@2a0@3 b:b1@2b0@3');
});

test('K2 initial states enter with the first batch that has an RDD; of two of a key the first counts', async () => {
  const output = await runStream<string, [string, number]>([null, ['a'], []], (words) =>
    words
      .map((word) => [word, 1])
      .updateStateByKey(sum, {
        numPartitions: 1,
        initialRDD: words.graph.engine.parallelize<[string, number]>([
          ['z', 5],
          ['a', 2],
          ['a', 9],
        ]),
      }),
  );

  expect(formatBatches(output)).toBe('z:5 a:3 | z:5 a:3');
});

test.each([
  ['a number of partitions', { numPartitions: 2 }, 2],
  ['a partitioner', { partitioner: { numPartitions: 3, partitionOf: () => 2 } }, 3],
  ['a function', { numPartitions: 3, partitioner: () => -1 }, 3],
])('K4 keys are laid out by %s', async (_name, layout, numPartitions) => {
  const output = await runStream([['a', 'b', 'c']], (words) =>
    words
      .map((word) => [word, 1])
      .updateStateByKey(sum, layout)
      .glom(),
  );
  const [partitions = []] = output;

  expect(partitions).toHaveLength(numPartitions);
  if (numPartitions === 3) expect(partitions.map((pairs) => pairs.length)).toEqual([0, 0, 3]);
});

describe('K4 a partition at a time', () => {
  type Keys = Iterable<[string, readonly number[], number | undefined]>;
  const counts = function* (keys: Keys): Generator<[string, number]> {
    for (const [key, values, count] of keys)
      if (values.length > 0 || count === undefined) yield [key, sum(values, count)];
  };
  const run = (
    update: (keys: Keys) => Iterable<[string, number]>,
    rememberPartitioner: boolean,
    numPartitions = 1,
  ): Promise<[string, number][][]> =>
    runStream(parseBatches('a b | b a b | | b') as string[][], (words) =>
      words
        .map((word) => [word, 1])
        .updateStateByKey<string, number, number>(update, { rememberPartitioner, numPartitions })
        .transform((rdd) => rdd.sortByKey().map(([key, count]): [string, number] => [key, count])),
    );

  test('keys that are left out are forgotten', async () => {
    expect(formatBatches(await run(counts, true))).toBe('a:1 b:1 | a:2 b:3 | | b:1');
  });

  test('keys may be changed when the partitioner is not remembered', async () => {
    const longer = function* (keys: Keys): Generator<[string, number]> {
      for (const [key, count] of counts(keys)) yield [`${key}${key}`, count];
    };
    expect(formatBatches(await run(longer, false, 4))).toBe('aa:1 bb:1 | aa:1 bb:2 | | bb:1');
    await expect(run(longer, true, 4)).rejects.toThrow('rememberPartitioner');
  });
});

test('K10 saved states are loaded by another layout and go on', async () => {
  let counts: DStream<[string, number]> | undefined;
  let parts: Parts | undefined;
  await runStream(parseBatches('a b | b c c') as string[][], (words) => {
    counts = words.map((word) => [word, 1]).updateStateByKey(sum, { numPartitions: 3 });
    counts.foreachRDD(async (rdd, batchTime) => {
      await rdd.count();
      parts = structuredClone(await counts?.checkpointable?.save(batchTime));
    });
    return counts;
  });
  const output = await runStream(parseBatches('c | ') as string[][], (words) => {
    const again = words.map((word) => [word, 1]).updateStateByKey(sum, { numPartitions: 1 });
    again.checkpointable?.restore(parts ?? [], 0);
    return again.transform((rdd) => rdd.sortByKey());
  });

  expect(formatBatches(output)).toBe('a:1 b:2 c:3 | a:1 b:2 c:3');
});

test('K11 cleanup-updateStateByKey: states are remembered for two checkpoint intervals', async () => {
  let counts: DStream<[string, number]> | undefined;
  await runStream(
    Array.from({ length: 10 }, () => ['a']),
    (words) => {
      counts = words
        .map((word) => [word, 1])
        .updateStateByKey(sum)
        .checkpoint(seconds(3));
      return counts;
    },
  );

  expect(counts?.rememberDuration).toBe(6000);
  expect(counts?.generatedTimes).toContain(10_000);
  expect(counts?.generatedTimes).not.toContain(4000);
});

test('K3 a state asks nothing of its parents’ past', async () => {
  let remembered = 0;
  await runStream([['a']], (words) => {
    const pairs = words.map((word) => [word, 1]);
    const counts = pairs.updateStateByKey(sum).checkpoint(seconds(60));
    counts.foreachRDD(() => {
      remembered = pairs.rememberDuration;
    });
    return counts;
  });

  expect(remembered).toBe(1000);
});

test('K12 what an update throws is told with its place, after four tries', async () => {
  let calls = 0;
  const run = runStream([['a', 'b'], ['b']], (words) =>
    words
      .map((word) => [word, 1])
      .updateStateByKey<string, number, number>(
        (values, count = 0, key) => {
          if (key === 'b' && count > 0) {
            calls += 1;
            throw new Error('no more');
          }
          return sum(values, count);
        },
        { numPartitions: 1 },
      ),
  );

  await expect(run).rejects.toThrow(
    /updateStateByKey.* failed 4 times on partition 0: no more; it was given 'b'/,
  );
  expect(calls).toBe(4);
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
