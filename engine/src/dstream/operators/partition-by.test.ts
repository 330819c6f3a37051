import { expect, test } from 'vitest';
import { formatBatches, runStream } from '../../testing/index.ts';

const words = [['to', 'be', 'or', 'not', 'to', 'be'], [], null, ['be']];
const options = { numPartitions: 3, numBatches: 4 };
/** Each record with the number of its partition; an empty partition as -. */
const numbered = (partition: number, records: unknown[]): string[] =>
  records.length === 0 ? [`${partition}-`] : records.map((record) => `${partition}${String(record)}`);

test('O8 mapPartitionsWithIndex knows the number of the partition, empty ones too', async () => {
  const output = await runStream(words, (s) => s.mapPartitionsWithIndex(numbered), options);

  expect(formatBatches(output)).toBe('0to 0be 1or 1not 2to 2be | 0- 1- 2- | 0- 1- 2be');
});

test('O8 partitionBy puts a key where the function says, modulo the number of partitions', async () => {
  const output = await runStream(
    words,
    (s) =>
      s
        .map((word) => [word, 1])
        .partitionBy(2, (word) => word.length)
        .mapPartitionsWithIndex((partition, pairs) => pairs.map(([word]) => `${partition}${word}`)),
    options,
  );

  expect(formatBatches(output)).toBe('0to 0be 0or 0to 0be 1not | | 0be');
});

test('O8 a number of partitions is checked when the stream is made', async () => {
  const run = runStream(words, (s) => s.map((word) => [word, 1]).partitionBy(0), options);

  await expect(run).rejects.toMatchObject({ code: 'INVALID_NUM_PARTITIONS' });
});
