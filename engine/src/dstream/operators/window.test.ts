import { expect, test } from 'vitest';
import { formatBatches, parseBatches, runStream } from '../../testing/index.ts';
import { seconds } from '../../time/duration.ts';

const input = parseBatches('0 | 1 | 2 | 3 | 4 | 5');

test.each([
  ['sliding', 2, 1, '0 | 0 1 | 1 2 | 2 3 | 3 4 | 4 5'],
  ['tumbling', 2, 2, '0 1 | 2 3 | 4 5'],
  ['shorter than its slide', 2, 3, '1 2 | 4 5'],
  ['as long as one batch', 1, 1, '0 | 1 | 2 | 3 | 4 | 5'],
])('W1 a window %s: %i s long, every %i s', async (_name, length, slide, expected) => {
  const output = await runStream(input, (s) => s.window(seconds(length), seconds(slide)));

  expect(formatBatches(output)).toBe(expected);
});

test('W1 a window of a window', async () => {
  const output = await runStream(input, (s) => s.window(seconds(2)).window(seconds(2)));

  expect(formatBatches(output)).toBe('0 | 0 0 1 | 0 1 1 2 | 1 2 2 3 | 2 3 3 4 | 3 4 4 5');
});

test.each([
  ['windowDuration', 1500, 1000],
  ['slideDuration', 2000, 1500],
  ['windowDuration', 0, 1000],
])('W2 a %s that no batch meets is refused when the stream is made', async (name, length, slide) => {
  await expect(runStream(input, (s) => s.window(length, slide))).rejects.toMatchObject({
    code: 'DURATION_NOT_A_MULTIPLE',
    message: expect.stringContaining(`${name} is`),
  });
});
