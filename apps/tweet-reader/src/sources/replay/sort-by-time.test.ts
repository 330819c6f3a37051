import { expect, test } from 'vitest';
import type { Entry } from './entry.ts';
import { sortByTime } from './sort-by-time.ts';

/** `3` an entry of that time, `-` one without. Its line number says which it is. */
async function* parse(notation: string): AsyncGenerator<readonly Entry[]> {
  let lineNumber = 0;
  for (const batch of notation.split('|')) {
    yield batch
      .trim()
      .split(' ')
      .map((word) => ({
        at: word === '-' ? Number.NaN : Number(word),
        line: new Uint8Array(10),
        stamp: 'none' as const,
        lineNumber: ++lineNumber,
      }));
  }
}

test.each([
  ['in order already', '1 2 | 2 3', 1000, [1, 2, 3, 4], 0],
  ['over batches', '3 1 | 2', 1000, [2, 3, 1], 0],
  ['stable', '2 1 2 1 2', 1000, [2, 4, 1, 3, 5], 0],
  ['without a time, behind the one before', '3 - 1 - - 2', 1000, [3, 4, 5, 6, 1, 2], 0],
  ['without a time, at the start', '- - 2 1', 1000, [4, 1, 2, 3], 0],
  ['what does not fit passes through', '3 1 2 | 0', 20, [2, 1, 3, 4], 1],
  ['nothing fits', '3 1 | 2', 0, [1, 2, 3], 1],
])('%s', async (_name, notation, maxBytes, expected, timesTooMuch) => {
  let tooMuch = 0;
  const order: number[] = [];
  for await (const entries of sortByTime(parse(notation), maxBytes, () => tooMuch++)) {
    order.push(...entries.map((entry) => entry.lineNumber));
  }
  expect(order).toEqual(expected);
  expect(tooMuch).toBe(timesTooMuch);
});
