import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatBatches, parseBatches, runStream } from '../../testing/index.ts';
import { seconds } from '../../time/duration.ts';

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

test('W3 the inverse gives what the full recomputation gives', async () => {
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
