import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { saysTheSame } from '../test/say-the-same.ts';
import { hasSharedData, sharedLines } from '../test/shared-data.ts';
import { createAfinnModel } from './afinn-model.ts';
import { readAfinnVocabulary } from './afinn-vocabulary.ts';

const afinn = createAfinnModel();
const { weights, negators } = readAfinnVocabulary();
const label = (text: string): number | undefined => {
  const bytes = Buffer.from(text);
  return afinn.labelOfBytes?.(bytes, 0, bytes.length);
};

const Sentiment = createRequire(import.meta.url)('sentiment') as new () => {
  analyze(text: string): { readonly score: number };
};
const sentiment = new Sentiment();

/** Texts whose bytes have another label than npm `sentiment` gives the text, or than what {@link saysTheSame} finds. */
const differentFromSentiment = (texts: Iterable<string>): string[] =>
  [...texts].filter(
    (text) => label(text) !== Math.sign(sentiment.analyze(text).score) + 1 || !saysTheSame(afinn, text),
  );

/** Texts of which bytes and string say different things, of the texts and of what their UTF-8 is cut off to. */
const different = (texts: Iterable<string | Uint8Array>): (string | Uint8Array)[] =>
  [...texts].filter((text) => !saysTheSame(afinn, text));

test('0 is negative, 1 neutral, 2 positive', () => {
  expect(['bad', 'good', '', 'the', 'not good', 'good bad'].map(label)).toEqual([0, 2, 1, 1, 0, 1]);
});

test.each([
  ['a lone tab joins', 'good\tbad x', 1],
  ['two tabs part', 'good\t\tlove', 2],
  ['a no-break space joins', 'good\u00a0x', 1],
  ['a no-break space beside a blank parts', 'good\u00a0 x', 2],
  ['an ideographic space at the ends', '\u3000good\u3000', 2],
  ['the Kelvin sign is a k', '\u212aind', 2],
  ['Ï is an ï', 'NAÏVE', 0],
  ['an emoji alone', '😂', 2],
  ['an emoji beside a word is another token', '😂x', 1],
  ['a Turkish ş makes another token', 'şgood', 1],
  ['a byte order mark is white space', '\ufeffgood', 2],
  ['a negator beyond white space of three bytes', 'not\u2003\u2003good', 0],
])('%s', (_name, text, expected) => {
  expect(label(text)).toBe(expected);
  expect(saysTheSame(afinn, text)).toBe(true);
});

/** Lengths around the stretches in which bytes are read. */
const pads = Array.from({ length: 70 }, (_, length) => 'x'.repeat(length));

test.each([
  'good',
  'not good',
  'not\tgood',
  'good\t',
  '\u212aill it',
  'NAÏVE',
  'not \u3000 good 😂',
  'isn’t good',
  'good… not… good… bad',
  '☺ not 😡 x',
  'good\u3000',
  'not\u00a0good',
  '\u2003good\u2003x',
  'outstanding',
  'BREATHTAKING!!',
])('%j wherever a stretch of bytes ends', (text) => {
  const texts = pads.flatMap((pad) => [
    `${pad} ${text}`,
    `${pad}${text}`,
    `${text}${pad}`,
    `${pad}\t${text} ${pad}`,
  ]);
  expect(differentFromSentiment(texts)).toEqual([]);
});

test('every known word, alone, negated, in capitals and between marks', () => {
  const texts = [...weights.keys()].flatMap((word) => [
    word,
    `not ${word}`,
    word.toUpperCase(),
    `(${word})!`,
    `x${word} ${word}x`,
    `é${word} ${word}é`,
  ]);
  expect(differentFromSentiment(texts)).toEqual([]);
});

test('every known word with one unit more, less, or another', () => {
  const texts = [...weights.keys()].flatMap((word) =>
    [...word].flatMap((_, place) => {
      const [head, tail] = [word.slice(0, place), word.slice(place + 1)];
      return [
        head + tail,
        `${head}q${tail}`,
        `${head}İ${tail}`,
        `${word.slice(0, place)}e${word.slice(place)}`,
      ];
    }),
  );
  expect(texts.length).toBeGreaterThan(50_000);
  expect(differentFromSentiment(texts)).toEqual([]);
});

test('what lies before and behind a text in its block is not read', () => {
  const texts = ['', 'good', ' good ', 'not', 'good\t', '\tbad', 'g', '😂', 'x'.repeat(31), 'x'.repeat(32)];
  const around = [' ', 'd', '\t', '\u3000', ' bad', '😂', '\u212a', '\u0080', '\0'].map((piece) =>
    piece.repeat(40),
  );
  for (const text of texts) {
    for (const piece of around) {
      const block = Buffer.from(piece + text + piece);
      const start = Buffer.byteLength(piece);
      const found = afinn.labelOfBytes?.(block, start, start + Buffer.byteLength(text));
      expect(found, JSON.stringify([text, piece])).toBe(label(text));
    }
  }
});

test('every character between, before and after words', () => {
  const texts: string[] = [];
  for (let code = 0; code <= 0x1_ffff; code++) {
    const c = String.fromCodePoint(code);
    texts.push(`good${c}bad ${c}love hate${c} ${c} not${c}good`);
  }
  expect(differentFromSentiment(texts.filter((text) => text.isWellFormed()))).toEqual([]);
  expect(different(texts)).toEqual([]);
});

const pieces = [
  ' ',
  '\t',
  '\n',
  '\r',
  '\u00a0',
  '. ',
  '-',
  "'",
  '',
  '\u2028',
  '…',
  '’',
  'ş',
  'Ï',
  '\u212a',
  '😂',
];
const fragment = fc.oneof(
  fc.constantFrom(...weights.keys()),
  fc.constantFrom(...negators),
  fc.constantFrom(...pieces),
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.string({ unit: 'grapheme', maxLength: 4 }),
);

test('words, negators, separators and any Unicode mixed', () => {
  const text = fc.array(fragment, { maxLength: 40 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (mixed) => saysTheSame(afinn, mixed)),
    { numRuns: 5_000 },
  );
});

test('words cut up and mixed with bytes that are no UTF-8', () => {
  const bytes = fc
    .array(
      fc.oneof(
        fragment.map((part) => Buffer.from(part)),
        fragment.map((part) => Buffer.from(part).subarray(0, -1)),
        fc.uint8Array({ maxLength: 5 }).map((part) => Buffer.from(part)),
        fc.constantFrom(
          ...[[0xe2, 0x80], [0xed, 0xa0, 0x80], [0xf0, 0x9f], [0xc0, 0xa0], [0xf5], [0xc2]].map(Buffer.from),
        ),
      ),
      { maxLength: 40 },
    )
    .map((parts) => Buffer.concat(parts));
  fc.assert(
    fc.property(bytes, (mixed) => saysTheSame(afinn, mixed)),
    { numRuns: 5_000 },
  );
});

test('any UTF-16 units: a lone surrogate is U+FFFD', () => {
  const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 });
  fc.assert(fc.property(units, (codes) => saysTheSame(afinn, String.fromCharCode(...codes))));
});

test('any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => saysTheSame(afinn, bytes)),
    { numRuns: 2_000 },
  );
});

test.each(['a', ' ', '\t', 'a\t', 'good ', 'not good ', '\u3000', '😂', 'é', '\0', '…', '\u212a', '.\t'])(
  '64 KiB of %j, and ten times that takes about ten times as long',
  (piece) => {
    const few = Buffer.from(piece.repeat(0x1_0000 / piece.length));
    const many = Buffer.from(piece.repeat(0xa_0000 / piece.length));
    expect(saysTheSame(afinn, few)).toBe(true);
    const best = (bytes: Uint8Array): number =>
      Math.min(
        ...Array.from({ length: 5 }, () => {
          const start = performance.now();
          afinn.labelOfBytes?.(bytes, 0, bytes.length);
          return performance.now() - start;
        }),
      );
    expect(best(many)).toBeLessThan(60 * Math.max(best(few), 1)); // quadratic would be 100 times
  },
);

describe('real tweets', () => {
  test.skipIf(!hasSharedData('real-tweets.ndjson.gz'))('real-tweets', () => {
    const texts = sharedLines('real-tweets.ndjson.gz').map(
      (line) => (JSON.parse(line) as { readonly data?: { readonly text?: string } }).data?.text ?? '',
    );
    expect(different(texts)).toEqual([]);
  });

  for (const name of [
    'unlabelled.txt.gz',
    'semeval-train.tsv.gz',
    'semeval-val.tsv',
    'distant-emoticon.tsv.gz',
  ]) {
    test.skipIf(!hasSharedData(name))(name, () => {
      expect(different(sharedLines(name))).toEqual([]);
    });
  }
});
