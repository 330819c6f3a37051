import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeKnownWords, sumOfKnown } from './known-words.ts';

const hash = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const length = fc.integer({ min: 2, max: 64 });
const sum = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

test('a word has its sum or none, and the first of all has its sum', () => {
  const words = fc.uniqueArray(fc.tuple(hash, length, sum), {
    minLength: 1,
    maxLength: 60,
    selector: ([h]) => h,
  });
  fc.assert(
    fc.property(words, fc.integer({ min: 1, max: 8 }), (all, bits) => {
      const known = makeKnownWords(all, bits);
      const found = all.map(([h, l]) => sumOfKnown(known, h, l));
      const wrong = all.filter(([, , own], i) => found[i] !== undefined && found[i] !== own);
      expect(wrong).toEqual([]);
      expect(found[0]).toBe(all[0]?.[2]);
    }),
    { numRuns: 2_000 },
  );
});

test('two words of one home are both found, a third has no place', () => {
  const words = [
    [0, 2, 10],
    [0, 3, 20],
    [0, 4, 30],
  ] as const;
  const known = makeKnownWords(words, 4);
  expect(words.map(([h, l]) => sumOfKnown(known, h, l))).toEqual([10, 20, undefined]);
});

test('the same word again keeps its first sum', () => {
  const known = makeKnownWords(
    [
      [7, 2, 10],
      [7, 2, 20],
    ],
    4,
  );
  expect(sumOfKnown(known, 7, 2)).toBe(10);
});
