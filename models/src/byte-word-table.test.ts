import { expect, test } from 'vitest';
import { makeByteKinds } from './byte-kinds.ts';
import { makeByteWordTable } from './byte-word-table.ts';
import { makeFoldTable } from './fold-table.ts';

const words = ['good', 'goods', 'god', 'a', 'no', 'breathtaking', 'breathlaking', 'wonderful', 'naïve', '😂'];
const { letterOf } = makeByteKinds(makeFoldTable(words));
const table = makeByteWordTable(words, letterOf);

function find(token: string, hashed = token): number {
  const around = (text: string): Buffer => Buffer.from(`x ${text} x`);
  const length = Buffer.byteLength(token);
  return table.indexOf(around(token), 2, length, table.hashOf(around(hashed), 2, length));
}

test.each(words)('finds %s, also in capitals', (word) => {
  expect(find(word)).toBe(words.indexOf(word));
  expect(find(word.toUpperCase().replace('Ï', 'ï'))).toBe(words.indexOf(word));
});

test.each(['goo', 'goodsx', 'b', 'on', '😃', 'breathmaking', 'wonderfuk', 'naive'])(
  'does not know %j',
  (token) => {
    expect(find(token)).toBe(-1);
  },
);

test.each([
  ['bood', 'good'],
  ['wondarful', 'wonderful'],
  ['breathmaking', 'breathtaking'],
  ['b', 'a'],
])('%s with the hash of %s is not taken for it', (token, word) => {
  expect(find(token, word)).toBe(-1);
});

test('a word of up to twelve bytes with any one of them changed is another', () => {
  const taken: string[] = [];
  for (let length = 1; length <= 12; length++) {
    const word = 'abcdefghijkl'.slice(0, length);
    const all = makeFoldTable([word, 'z']);
    const only = makeByteWordTable([word], makeByteKinds(all).letterOf);
    for (let place = 0; place < length; place++) {
      const token = Buffer.from(`${word.slice(0, place)}z${word.slice(place + 1)}`);
      // With its own hash, and with the word's where the four bytes that it is made of are the same.
      if (only.indexOf(token, 0, length, only.hashOf(token, 0, length)) !== -1) taken.push(token.toString());
    }
    expect(only.indexOf(Buffer.from(word), 0, length, only.hashOf(Buffer.from(word), 0, length))).toBe(0);
  }
  expect(taken).toEqual([]);
});

test('an empty token may have no byte before it', () => {
  expect(table.mayHave(table.hashOf(Buffer.from(' good'), 0, 0))).toBe(false);
});

test('thousands of words are all found, and nothing else', () => {
  const name = (i: number): string => `w${i.toString(36)}`;
  const many = Array.from({ length: 20_000 }, (_, i) => name(i * 2));
  const large = makeByteWordTable(many, makeByteKinds(makeFoldTable(many)).letterOf);
  const indexOf = (word: string): number => {
    const bytes = Buffer.from(word);
    const hash = large.hashOf(bytes, 0, bytes.length);
    return large.mayHave(hash) ? large.indexOf(bytes, 0, bytes.length, hash) : -1;
  };
  expect(many.filter((word, i) => indexOf(word) !== i)).toEqual([]);
  expect(many.filter((_, i) => indexOf(name(i * 2 + 1)) !== -1)).toEqual([]);
});
