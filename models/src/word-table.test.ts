import { expect, test } from 'vitest';
import { makeFoldTable } from './fold-table.ts';
import { readUnits } from './read-units.ts';
import { hashUnit, makeWordTable } from './word-table.ts';

const words = ['good', 'goods', 'god', 'a', '😂'];
const fold = makeFoldTable(words);
const table = makeWordTable(words, fold);

function hashOf(word: string): number {
  return word.split('').reduce((hash, letter) => hashUnit(hash, letter.charCodeAt(0)), 0);
}

function find(token: string, hash = hashOf(token.toLowerCase())): number {
  return table.indexOf(readUnits(`x ${token} x`).slice(), 2, 2 + token.length, hash);
}

test.each(words)('finds %s, also in capitals', (word) => {
  expect(find(word)).toBe(words.indexOf(word));
  expect(find(word.toUpperCase())).toBe(words.indexOf(word));
});

test.each(['goo', 'goodsx', 'b', '', '😃', '\ud83d'])('does not know %j', (token) => {
  expect(find(token)).toBe(-1);
});

test.each([
  ['bood', 'good'],
  ['goods', 'good'],
  ['goo', 'good'],
  ['b', 'a'],
])('%s with the hash of %s is not taken for it', (token, word) => {
  expect(find(token, hashOf(word))).toBe(-1);
});

test('thousands of words are all found', () => {
  const many = Array.from({ length: 20_000 }, (_, i) => `w${i.toString(36)}`);
  const digits = makeFoldTable(many);
  const large = makeWordTable(many, digits);
  const missed = many.filter((word, i) => large.indexOf(readUnits(word), 0, word.length, hashOf(word)) !== i);
  expect(missed).toEqual([]);
});
