import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Parts } from '../../checkpoint/checkpointable.ts';
import { StreamingContext } from '../../streaming-context.ts';
import { formatBatches, ManualClock, parseBatches, runStream } from '../../testing/index.ts';
import { seconds } from '../../time/duration.ts';
import type { DStream } from '../dstream.ts';

const add = (a: number, b: number): number => a + b;
const subtract = (a: number, b: number): number => a - b;
const input = parseBatches('a | a b | b | | ');

test.each([
  ['anew', undefined, 'a:1 | a:2 b:1 | a:1 b:2 | b:1 |'],
  ['with an inverse, keys stay', subtract, 'a:1 | a:2 b:1 | a:1 b:2 | a:0 b:1 | a:0 b:0'],
])('W4 a window of 2 s reduced %s', async (_name, inverse, expected) => {
  const output = await runStream(input, (words) =>
    words
      .map((word) => [word, 1])
      .reduceByKeyAndWindow(add, inverse, seconds(2), seconds(1), { numPartitions: 1 })
      .transform((rdd) => rdd.sortBy(([word]) => word)),
  );

  expect(formatBatches(output)).toBe(expected);
});

test('W3 W12 the inverse gives what the full recomputation gives', async () => {
  const batches = fc.array(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 6 }), {
    maxLength: 12,
  });
  const slides = fc.constantFrom(1, 2, 3);
  const lengths = fc.constantFrom(1, 2, 3, 5);
  await fc.assert(
    fc.asyncProperty(batches, lengths, slides, async (words, length, slide) => {
      const run = (inverse: typeof subtract | undefined): Promise<[string, number][][]> =>
        runStream(words, (stream) =>
          stream
            .map((word) => [word, 1])
            .reduceByKeyAndWindow(add, inverse, seconds(length), seconds(slide), {
              filterFunc: ([, count]) => count > 0,
            })
            .transform((rdd) => rdd.sortByKey().map(([word, count]) => [word, count])),
        );
      expect(await run(subtract)).toEqual(await run(undefined));
    }),
    { numRuns: 60 },
  );
});

test.each<[string, (pairs: DStream<[string | number, number]>) => DStream<[string | number, number]>]>([
  ['f, window', (pairs) => pairs.reduceByKeyAndWindow(add, seconds(2))],
  ['f, window, slide, numPartitions', (pairs) => pairs.reduceByKeyAndWindow(add, seconds(2), seconds(1), 3)],
  ['f, inverse, window', (pairs) => pairs.reduceByKeyAndWindow(add, subtract, seconds(2))],
  [
    'f, inverse, window, slide, numPartitions',
    (pairs) => pairs.reduceByKeyAndWindow(add, subtract, seconds(2), seconds(1), 3),
  ],
  [
    'no inverse',
    (pairs) => pairs.reduceByKeyAndWindow(add, undefined, seconds(2), seconds(1), { partitioner: () => 1 }),
  ],
])('W8 in the order of %s', async (_name, define) => {
  const output = await runStream(parseBatches('a | a b | b'), (words) =>
    define(words.map((word) => [word, 1])).transform((rdd) =>
      rdd.filter(([, count]) => count > 0).sortByKey(),
    ),
  );

  expect(formatBatches(output as [string, number][][])).toBe('a:1 | a:2 b:1 | a:1 b:2');
});

test('W8 reduceByWindow takes an inverse or none', async () => {
  const run = (define: (numbers: DStream<number>) => DStream<number>): Promise<string> =>
    runStream([[1, 2], [3], [], []], define).then(formatBatches);

  expect(await run((numbers) => numbers.reduceByWindow(add, seconds(2)))).toBe('3 | 6 | 3 |');
  expect(await run((numbers) => numbers.reduceByWindow(add, seconds(2), seconds(2)))).toBe('6 |');
  expect(await run((numbers) => numbers.reduceByWindow(add, subtract, seconds(2)))).toBe('3 | 6 | 3 | 0');
});

test.each([
  ['windowDuration', 1500, 1000],
  ['slideDuration', 2000, 1500],
])('W2 %s must be a multiple of the parent’s slideDuration', (name, window, slide) => {
  const pairs = new StreamingContext({}, 1000, { clock: new ManualClock() })
    .queueStream([['a']])
    .map((word) => [word, 1]);
  for (const inverse of [undefined, subtract]) {
    expect(() => pairs.reduceByKeyAndWindow(add, inverse, window, slide)).toThrow(`${name} is 1500 ms`);
  }
});

test('W9 a slide looks at the keys that leave or enter alone, however many the window has', async () => {
  const calls = { f: 0, inverse: 0, filter: 0 };
  const perBatch: number[] = [];
  const everyKey = Array.from({ length: 500 }, (_, key) => key);
  await runStream([everyKey, ...Array.from({ length: 10 }, () => [1, 2, 3])], (keys) => {
    const counts = keys
      .map((key) => [key, 1])
      .reduceByKeyAndWindow(
        (a, b) => {
          calls.f += 1;
          return a + b;
        },
        (a, b) => {
          calls.inverse += 1;
          return a - b;
        },
        seconds(60),
        seconds(1),
        {
          filterFunc: ([, count]) => {
            calls.filter += 1;
            return count > 0;
          },
        },
      );
    counts.foreachRDD(async (rdd) => {
      await rdd.take(1);
      perBatch.push(calls.f + calls.inverse + calls.filter);
    });
    return counts;
  });

  expect(perBatch.slice(1).map((count, i) => count - (perBatch[i] ?? 0))).toEqual(Array(10).fill(6));
});

test('W10 a key that leaves and is not there fails the batch, unless it enters too', async () => {
  const run = (batches: [string, number][][]): Promise<[string, number][][]> =>
    runStream(batches, (pairs) =>
      pairs.reduceByKeyAndWindow(add, subtract, seconds(2), seconds(1), { filterFunc: ([, sum]) => sum > 0 }),
    );

  await expect(run([[['a', 1]], [['a', -1]], []])).rejects.toThrow(
    'Neither previous window has value for key "a"',
  );
  expect(formatBatches(await run([[['a', 1]], [['a', -1]], [['a', 3]]]))).toBe('a:1 | | a:3');
});

test('W11 an inverse window keeps a batch as one value a key, and needs of its parents one batch', async () => {
  let input = 0;
  let window = 0;
  await runStream([['a'], []], (words) => {
    const pairs = words.map((word) => [word, 1]);
    const counts = pairs.reduceByKeyAndWindow(add, subtract, seconds(60), seconds(2));
    counts.foreachRDD(() => {
      input = pairs.rememberDuration;
      window = counts.rememberDuration;
    });
    return counts;
  });

  expect({ input, window }).toEqual({ input: 1000, window: 4000 });
});

test('K10 a saved window and its batches go on as if nothing had happened', async () => {
  const batches = parseBatches('a | a b | b c | c | a | | ') as string[][];
  const define = (words: DStream<string>): DStream<[string, number]> =>
    words
      .map((word) => [word, 1])
      .reduceByKeyAndWindow(add, subtract, seconds(3), seconds(1), { numPartitions: 2 });
  const sorted = (output: [string, number][][]): [string, number][][] => output.map((batch) => batch.sort());
  const expected = sorted(await runStream(batches, define));

  const saved: { readonly stream: number; readonly time: number; readonly parts: Parts }[] = [];
  await runStream(batches.slice(0, 4), (words, ssc) => {
    const counts = define(words);
    counts.foreachRDD(async (rdd, time) => {
      await rdd.count();
      for (const { number, checkpointable } of ssc.graph.streams) {
        const parts = await checkpointable?.save(time);
        if (parts !== undefined) saved.push({ stream: number, time, parts: structuredClone(parts) });
      }
    });
    return counts;
  });
  const output = await runStream(
    batches.map((batch, i) => (i < 4 ? [] : batch)),
    (words, ssc) => {
      const counts = define(words);
      for (const { stream, time, parts } of saved)
        ssc.graph.streams[stream]?.checkpointable?.restore(parts, time);
      return counts;
    },
  );

  expect(sorted(output).slice(4)).toEqual(expected.slice(4));
});
