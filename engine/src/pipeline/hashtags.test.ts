import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { astralClass, LETTER, unitClass, WORD } from './hashtag-characters.ts';
import { extractHashtags, extractHashtagsWithIndices, hashtagKey } from './hashtags.ts';
import { readExtractCases } from './testing/extract-cases.ts';
import { MAX_GROWTH, timeGrowth } from './testing/growth.ts';
import { twitterText, twitterTextSource } from './testing/twitter-text.ts';

const SHARED = new URL('../../../../shared/', import.meta.url);
const CASES = new URL('conformance/twitter-text-extract.yml', SHARED);
const DATA = new URL('data/', SHARED);

test.each([
  ['a letter is needed', '#16 #_ #1_2 #〃 #１２３ #Ⅷ #😀 #1st', ['1st']],
  ['not after a letter, digit, _ or &', 'x#y 日本#tag _#a 1#a &#x27; &#39;', []],
  ['after an entity', '&amp;#tag', ['tag']],
  ['after punctuation and emoji', '(#a 。#b 😀#c ✌️#d 👩🏽#e', ['a', 'b', 'c', 'd', 'e']],
  ['full width', '＃ｈａｓｈ ＃全角#半角', ['ｈａｓｈ']],
  ['signs in a row', '#a#b ##double', ['double']],
  ['in a URL', '#http://x.com http://x.com/#y x.com/#y x.com/?q=#z http://x.com/(#w', ['w']],
  ['behind what looks like a URL', 'x.nosuchname/#y https://t.co/abc/#z a/#b', ['y', 'z', 'b']],
  ['where it ends', "#tag's #a.b #c😀d #e\0f", ['tag', 'a', 'c', 'e']],
  ['astral letters, lone surrogates', '#𠀡 #\ud840 \udc21#b \ud83d#c', ['𠀡']],
  ['keycaps', '#️⃣ #1️⃣', ['1️⃣']],
  ['nothing visible', '#\u200b #\u202e', []],
  [
    'names of Object.prototype',
    '#__proto__ #constructor #toString',
    ['__proto__', 'constructor', 'toString'],
  ],
  ['no sign at all', 'plain text', []],
  ['nothing', '', []],
])('%s', (_name, text, expected) => {
  expect(extractHashtags(text)).toEqual(expected);
  expect(twitterText.extractHashtags(text)).toEqual(expected);
});

test('indices count code points, the sign included', () => {
  expect(extractHashtagsWithIndices('😀 #a𠀡 😀#b')).toEqual([
    { hashtag: 'a𠀡', indices: [2, 5] },
    { hashtag: 'b', indices: [7, 9] },
  ]);
});

test.each([
  ['Café', 'CAFE\u0301'],
  ['hashtag', 'ＨａｓｈＴａｇ'],
  ['サッカー', 'ｻｯｶｰ'],
])('%s and %s are counted as one', (a, b) => {
  expect(hashtagKey(a)).toBe(hashtagKey(b));
});

test('every code point has the class that twitter-text gives it', () => {
  const letter = new RegExp(
    `^(?:[${twitterTextSource('bmpLetterAndMarks')}]|${twitterTextSource('astralLetterAndMarks')})$`,
    'i',
  );
  const word = new RegExp(`^(?:${twitterTextSource('hashtagAlphaNumeric')})$`, 'i');
  const different: string[] = [];
  for (let codePoint = 0; codePoint < 0x110000; codePoint += 1) {
    const character = String.fromCodePoint(codePoint);
    const expected = (letter.test(character) ? LETTER : 0) | (word.test(character) ? WORD : 0);
    const actual = codePoint < 0x10000 ? unitClass[codePoint] : astralClass(codePoint);
    if (actual !== expected) different.push(codePoint.toString(16));
  }
  expect(different).toEqual([]);
});

/** Pieces that decide something in twitter-text's expressions. */
const pieces = fc.constantFrom(
  ...[
    '#',
    '＃',
    'a',
    'Z',
    '9',
    '_',
    '&',
    '.',
    '/',
    ':',
    '?',
    '=',
    '(',
    ')',
    '-',
    '@',
    '!',
    "'",
    '"',
    ' ',
    '\n',
  ],
  ...[
    'http://',
    'https://',
    'HTTP://',
    'https://t.co/abc',
    't.co/',
    '.com',
    '.co',
    '.jp',
    '.中国',
    '.рф',
    'xn--',
    'com0日a.com',
  ],
  ...[
    '日本',
    'あ',
    'ｻ',
    'ー',
    '々',
    '〃',
    '・',
    '·',
    'é',
    'ß',
    'İ',
    'ñ',
    'ι',
    'Ა',
    'ش',
    '۳',
    'י',
    '־',
    'क',
    '्',
    'ไ',
    '་',
    '한',
  ],
  ...[
    '\u200c',
    '\u200d',
    '\ufe0f',
    '\ufe0e',
    '\u20e3',
    '\u0301',
    '\u200b',
    '\u202a',
    '\u200f',
    '\ufeff',
    '\u3000',
    '\uff0e',
  ],
  ...[
    '😀',
    '👩🏽',
    '👨‍👩‍👧',
    '1️⃣',
    '#️⃣',
    '𠀡',
    '𝟘',
    '\ud83d',
    '\ude00',
    '&amp;',
    '/(x)y',
    '?q=',
    'x'.repeat(64),
    'é'.repeat(40),
  ],
);
const texts = fc.array(
  fc.oneof({ arbitrary: pieces, weight: 12 }, fc.string({ unit: 'binary', maxLength: 3 })),
  {
    maxLength: 16,
  },
);

test('equals twitter-text on made-up texts', () => {
  fc.assert(
    fc.property(texts, (parts) => {
      const text = parts.join('');
      const expected = twitterText.extractHashtagsWithIndices(text);
      twitterText.modifyIndicesFromUTF16ToUnicode(text, expected);
      expect(extractHashtags(text)).toEqual(expected.map(({ hashtag }) => hashtag));
      const actual = extractHashtagsWithIndices(text);
      expect(actual.map(({ indices }) => indices[0])).toEqual(expected.map(({ indices }) => indices[0]));
    }),
    { numRuns: 20_000 },
  );
});

describe.skipIf(!existsSync(CASES))(`twitter-text's own cases (skipped without ${CASES.pathname})`, () => {
  const yaml = existsSync(CASES) ? readFileSync(CASES, 'utf8') : '';
  const plain = [...readExtractCases(yaml, 'hashtags'), ...readExtractCases(yaml, 'hashtags_from_astral')];
  const withIndices = readExtractCases(yaml, 'hashtags_with_indices');

  test('are 76', () => {
    expect(plain.length + withIndices.length).toBe(76);
  });
  test.each(plain)('$description', ({ text, expected }) => {
    expect(extractHashtags(text)).toEqual(expected);
  });
  test.each(withIndices)('$description, with indices', ({ text, expected }) => {
    expect(extractHashtagsWithIndices(text)).toEqual(expected);
  });
});

describe.skipIf(!existsSync(DATA))(`real texts (skipped without ${DATA.pathname})`, () => {
  test.each(['real-tweets.ndjson.gz', 'unlabelled.txt.gz', 'semeval-train.tsv.gz'])(
    'equals twitter-text on %s',
    (file) => {
      const lines = gunzipSync(readFileSync(new URL(file, DATA)))
        .toString()
        .split('\n');
      const different = lines
        .filter((line) => line !== '')
        .map((line) =>
          file.includes('ndjson') ? (JSON.parse(line) as { data: { text: string } }).data.text : line,
        )
        .filter((text) => extractHashtags(text).join(' ') !== twitterText.extractHashtags(text).join(' '));
      expect(lines.length).toBeGreaterThan(1000);
      expect(different).toEqual([]);
    },
  );
});

const shapes = [
  ...[
    '#',
    '＃',
    '#a',
    '#a ',
    '#1',
    'a.',
    'a.#b/',
    'a.com/#b',
    'http://a.com/#b',
    '/.#a',
    'a.co/(',
    'a.co/(b(c)',
    '(((.#x/',
  ],
  ...[
    'a.co/?!!!#t',
    'a_b.',
    '日本.com日本',
    '日.com/#あ',
    '.＃a',
    '.xn--/#a',
    '-a.-/#a',
    '😀#a',
    '\ud83d#a',
    'é.é/#é',
    '#\ufe0f',
  ],
  ...['&#a;', ';#a', 'https://t.co/a#b', '商城.商城/#a', 'com0日a.com'],
];

// Another program may take the processor meanwhile, hence the retries. How long 64 KiB take says `bench hashtags-hostile`.
test.each(shapes)('64 KiB of %j take time in proportion', { retry: 2 }, (shape) => {
  const textOf = (bytes: number) => `/.${shape.repeat(Math.ceil(bytes / Buffer.byteLength(shape)))} #end`;
  const { small, large } = timeGrowth((text) => void extractHashtags(text), textOf, 4096);
  expect(large).toBeLessThan(MAX_GROWTH * small + 1);
});

test('the measure of growth notices twitter-text, which is not linear', () => {
  const textOf = (bytes: number) => `#a ${'a.'.repeat(bytes / 2)}`;
  const { small, large } = timeGrowth((text) => void twitterText.extractHashtags(text), textOf, 256);
  expect(large).toBeGreaterThan(MAX_GROWTH * small + 1);
});
