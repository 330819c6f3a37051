import { expect, test } from 'vitest';
import { spread } from '../../models/src/linear/ngram-hash.ts';
import { hashToken } from '../../models/src/tokeniser/token-hash.ts';
import { numClasses } from './examples.ts';
import { readLexicons } from './lexicons.ts';
import { makeMatrix } from './matrix.ts';
import { findPeaks, firstPeakOf, makePeaks, numPeaks } from './peaks.ts';

const lexicons = readLexicons();
const matrix = makeMatrix(['street lamp', 'lamp street', 'lamp lamp'], {
  unitGain: 1,
  minCount: 1,
  lexicons,
});
const peaks = makePeaks();

function columnOf(word: string): number {
  return matrix.hashes.indexOf(spread(hashToken(word)) >>> 0);
}

function weigh(changes: readonly (readonly [column: number, k: number, weight: number])[]): Float64Array {
  const weights = new Float64Array(firstPeakOf(matrix) + numPeaks * numClasses);
  for (const [column, k, weight] of changes) weights[column * numClasses + k] = weight;
  return weights;
}

test('a row has the highest weight against neutral of its tokens, and whose it is', () => {
  const [street, lamp] = [columnOf('street'), columnOf('lamp')];
  const weights = weigh([
    [street, 0, 0.5],
    [street, 1, 0.25],
    [lamp, 0, 0.125],
    [lamp, 2, 3],
  ]);
  findPeaks(matrix, 0, weights, peaks);
  expect([[...peaks.heights], [...peaks.columns]]).toEqual([
    [0.25, 3],
    [street, lamp],
  ]);
  findPeaks(matrix, 2, weights, peaks);
  expect([[...peaks.heights], [...peaks.columns]]).toEqual([
    [0.125, 3],
    [lamp, lamp],
  ]);
});

test('below neutral there is no peak, and pairs have none', () => {
  const pairs = [...matrix.isToken.keys()].filter((column) => matrix.isToken[column] === 0);
  expect(pairs.length).toBeGreaterThan(2);
  const weights = weigh([
    [columnOf('street'), 0, -1],
    [columnOf('lamp'), 1, 1],
    ...pairs.map((column) => [column, 0, 9] as const),
  ]);
  findPeaks(matrix, 0, weights, peaks);
  expect([[...peaks.heights], [...peaks.columns]]).toEqual([
    [0, 0],
    [-1, -1],
  ]);
});

test('what the lexicons say of a token is part of its weight', () => {
  const known = makeMatrix(['good lamp'], { unitGain: 1, minCount: 1, lexicons });
  const weights = new Float64Array(firstPeakOf(known) + numPeaks * numClasses);
  weights[(known.numColumns + 1) * numClasses + 2] = 2; // for what AFINN says is gained: good is +3
  findPeaks(known, 0, weights, peaks);
  expect(peaks.heights[1]).toBe(6);
  expect(known.hashes[peaks.columns[1] as number]).toBe(spread(hashToken('good')) >>> 0);
});
