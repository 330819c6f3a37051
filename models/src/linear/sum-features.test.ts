import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyText, hostileTexts } from '../../test/hostile-texts.ts';
import { smallWeights } from '../../test/small-weights.ts';
import { sharedTokeniser } from '../tokeniser/tokeniser.ts';
import { collectFeatures, makeFeatures, numExtraWords, numUnitsOf } from './collect-features.ts';
import { createSummer, type Sums } from './sum-features.ts';
import type { WeightTable } from './weight-table.ts';

const weights = smallWeights();
const { tokens, read } = sharedTokeniser();
const sums: Sums = {
  numWords: 0,
  numUnits: 0,
  wordNegative: 0,
  wordPositive: 0,
  unitNegative: 0,
  unitPositive: 0,
  peakNegative: 0,
  peakPositive: 0,
};
const sum = createSummer(weights, tokens, sums);
const features = makeFeatures();

/** What a table has for a feature, found by looking at its two slots one after the other. */
function slotOf({ bits, slots }: WeightTable, hash: number): number {
  const home = Math.floor(hash / 2 ** (32 - bits));
  const pair = home - (home % 2);
  return slots.subarray(pair, pair + 2).find((slot) => slot >>> 16 === hash % 2 ** 16) ?? 0;
}

/** The sums of what is written down, feature by feature. */
function slowSums(text: string): Sums {
  read(text);
  collectFeatures(tokens, features);
  const { words, isToken, numWords, units, numUnits } = features;
  const add = (hashes: Uint32Array, count: number, table: WeightTable, shift: number): number =>
    hashes.subarray(0, count).reduce((total, hash) => total + ((slotOf(table, hash) << shift) >> 24), 0);
  const tokensAlone = words.subarray(0, numWords).filter((_, i) => isToken[i] === 1);
  const highest = (shift: number): number =>
    tokensAlone.reduce((most, hash) => Math.max(most, (slotOf(weights.words, hash) << shift) >> 24), 0);
  return {
    numWords,
    numUnits,
    peakNegative: highest(24),
    peakPositive: highest(16),
    wordNegative: add(words, numWords, weights.words, 24),
    wordPositive: add(words, numWords, weights.words, 16),
    unitNegative: add(units, numUnits, weights.units, 24),
    unitPositive: add(units, numUnits, weights.units, 16),
  };
}

function quickSums(text: string): Sums {
  read(text);
  sum();
  return { ...sums };
}

describe('summing without writing features down gives the same', () => {
  test.each(['', 'a', '!', 'good', 'a b', 'so GOOOOD!!! #NotBad :)', "i don't like it at all, never"])(
    'for %j',
    (text) => {
      expect(quickSums(text)).toEqual(slowSums(text));
    },
  );

  test('for any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(quickSums(text)).toEqual(slowSums(text));
      }),
      { numRuns: 3_000 },
    );
  });

  test.each(hostileTexts)('for 64 KiB of %s', (_name, text) => {
    expect(quickSums(text)).toEqual(slowSums(text));
  });
});

test('a text of one known word has its sum, of another word too', () => {
  expect(quickSums('good')).toEqual(slowSums('good'));
  expect(quickSums('bood').unitPositive).not.toBe(quickSums('good').unitPositive);
});

describe('features', () => {
  function count(text: string): number {
    read(text);
    collectFeatures(tokens, features);
    return features.numWords + features.numUnits;
  }

  test.each([
    ['nothing', '', 0, 0],
    ['a token of one unit is a word only', '!', 1, 0],
    ['a b: two alone, one pair', 'a b', 3, 0],
    ['three alone, two pairs', 'a b c', 5, 0],
    ['two letters: two threes and a four', 'ab', 1, 3],
    ['five letters: 5 threes, 4 fours, 3 fives', 'abcde', 1, 12],
    ['capitals and length are words', 'GOOOD', 3, 9],
  ])('%s', (_name, text, numWords, numUnits) => {
    read(text);
    collectFeatures(tokens, features);
    expect([features.numWords, features.numUnits]).toEqual([numWords, numUnits]);
  });

  test('are as many as numUnitsOf and numExtraWords say', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        read(text);
        collectFeatures(tokens, features);
        let numUnits = 0;
        let numWords = Math.max(0, 2 * tokens.count - 1);
        let start = 1;
        for (let i = 0; i < tokens.count; i++) {
          numUnits += numUnitsOf((tokens.streamEnds[i] as number) - start);
          numWords += numExtraWords(tokens.flags[i] as number);
          start = (tokens.streamEnds[i] as number) + 1;
        }
        expect([features.numWords, features.numUnits]).toEqual([numWords, numUnits]);
      }),
    );
  });

  test.each(hostileTexts)('of twice as much of %s are at most 2.5 times as many', (_name, text) => {
    const few = count(text.slice(0, 8_192));
    expect(count(text.slice(0, 16_384))).toBeLessThanOrEqual(2.5 * few + 10);
  });
});
