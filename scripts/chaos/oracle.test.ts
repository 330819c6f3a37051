import { expect, test } from 'vitest';
import { chaosLines, chaosText, chaosTweetId, chaosTweetNumber } from './chaos-tweets.ts';
import { differences } from './database.ts';
import { cellKey, Oracle } from './oracle.ts';

const options = { seed: 3, start: 1_795_336_800_000, ratePerSecond: 50 };

function count(texts: readonly string[], isRepost = false): Record<string, readonly number[]> {
  const oracle = new Oracle(1000);
  for (const [i, text] of texts.entries()) oracle.record({ at: 1000, id: `${i}`, text, isRepost });
  return Object.fromEntries(oracle.cells);
}

test.each([
  ['a lovely table #Topic1', '1000 topic1', [1, 0, 1, 0, 0, 0, 0, 0]],
  ['not good #topic1 #TOPIC1', '1000 topic1', [1, 0, 0, 0, 1, 0, 0, 0]],
  ['a table #ｔｏｐｉｃ１', '1000 topic1', [1, 0, 0, 1, 0, 0, 0, 0]],
  ['sad good #cafe\u0301', '1000 caf\u00e9', [1, 0, 1, 0, 0, 0, 0, 0]],
])('the oracle counts %j under its tag', (text, key, cell) => {
  expect(count([text])[key]).toEqual(cell);
});

test('a batch holds t − duration < at ≤ t; a repeated id counts as a duplicate of its own batch', () => {
  const oracle = new Oracle(1000);
  const post = { text: 'love #a', isRepost: true };
  oracle.record({ ...post, at: 1000, id: '1' });
  oracle.record({ ...post, at: 1001, id: '2' });
  oracle.record({ ...post, at: 2000, id: '1' });

  expect(oracle.cells.get(cellKey(1000, ''))).toEqual([1, 1, 1, 0, 0, 1, 0, 0, 0]);
  expect(oracle.cells.get(cellKey(2000, ''))).toEqual([1, 1, 1, 0, 0, 1, 0, 0, 1]);
  expect(oracle.cells.get(cellKey(2000, 'a'))).toEqual([1, 1, 1, 0, 0, 1, 0, 0]);
  expect(oracle.numPosts).toBe(2);
});

test('a seed gives one stream, whose stamps never go back; another seed gives another', () => {
  const lines = [...chaosLines(500, options)];
  const stamps = lines.map((line) => JSON.parse(line).__rec.at as number);

  expect([...chaosLines(500, options)]).toEqual(lines);
  expect([...chaosLines(500, { ...options, seed: 4 })]).not.toEqual(lines);
  expect(stamps).toEqual(stamps.toSorted((a, b) => a - b));
  expect(new Set(lines.map((line) => JSON.parse(line).data.id)).size).toBeLessThan(500);
});

test('who knows the id knows the text', () => {
  const [line = ''] = chaosLines(1, options);
  const { id, text } = JSON.parse(line).data;

  expect(chaosText(options.seed, chaosTweetNumber(BigInt(id)))).toBe(text);
  expect(chaosTweetId(chaosTweetNumber(BigInt(id)))).toBe(id);
});

test('cells that are missing, wrong or too many are all differences', () => {
  const should = new Map([
    ['1 a', [1, 2]],
    ['1 b', [1, 2]],
  ]);
  const is = new Map([
    ['1 a', [1, 3]],
    ['1 c', [1, 2]],
  ]);

  expect(differences(is, should)).toEqual({
    count: 3,
    first: ['1 a: 1,3, should be 1,2', '1 b: missing, should be 1,2', '1 c: 1,2, should be absent'],
  });
  expect(differences(should, should).count).toBe(0);
});
