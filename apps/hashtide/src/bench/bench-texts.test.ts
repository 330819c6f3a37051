import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { benchTexts, cutTexts } from './bench-texts.ts';
import { encodeTexts } from './encoded-texts.ts';

const folder = temporaryFolder();
const profile = false;

test('made texts are the same each time, of a tweet’s length, two in five with a hashtag', () => {
  const { texts, about } = benchTexts({ profile });

  expect(benchTexts({ profile }).texts).toEqual(texts);
  expect(about).toMatch(/^20,000 texts made from a seed, (9|10)\d bytes each$/);
  expect(texts.filter((text) => text.includes('#')).length / texts.length).toBeCloseTo(0.4, 1);
  expect(new Set(texts).size / texts.length).toBeGreaterThan(0.95);
});

const GIVEN: readonly string[] = [
  JSON.stringify({ data: { id: '1', text: 'one #a', lang: 'en' } }),
  JSON.stringify({ data: { id: '2', text: 'deux', lang: 'fr' } }),
  'positive\tthree',
  '',
  'four',
];

test.each([
  ['as it is', 'given.ndjson', (text: string) => text],
  ['compressed', 'given.ndjson.gz', (text: string) => gzipSync(text)],
])('given texts: recording, labelled and bare lines, %s', (_name, name, pack) => {
  const file = join(folder, name);
  writeFileSync(file, pack(GIVEN.join('\n')));

  expect(benchTexts({ profile, texts: file }).texts).toEqual(['one #a', 'deux', 'three', 'four']);
  expect(benchTexts({ profile, texts: file }, { lang: 'en' }).texts).toEqual(['one #a', 'three', 'four']);
});

test('cut to a length, without halves of characters; as UTF-8', () => {
  const { texts } = cutTexts({ texts: ['ab😀', 'é'], about: '' }, 3);
  expect(texts).toEqual(['ab\ufffd', '\ufffd é']);

  const { bytes, starts } = encodeTexts(['aé', '', '日']);
  expect([...starts]).toEqual([0, 3, 3, 6]);
  expect(Buffer.from(bytes.subarray(3, 6)).toString()).toBe('日');
});
