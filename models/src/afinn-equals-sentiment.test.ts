import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasSharedData, sharedLines } from '../test/shared-data.ts';
import { createAfinnModel } from './afinn-model.ts';
import { readAfinnVocabulary } from './afinn-vocabulary.ts';
import { labelOf } from './label-of.ts';

interface SentimentResult {
  readonly score: number;
  readonly tokens: readonly string[];
  readonly calculation: readonly Record<string, number>[];
}
const Sentiment = createRequire(import.meta.url)('sentiment') as new () => {
  analyze(text: string): SentimentResult;
};
const sentiment = new Sentiment();
const afinn = createAfinnModel();
const { weights, negators } = readAfinnVocabulary();

/** The names under which `sentiment` finds negators that nobody put there. */
const prototypeTokens = new Set(
  Object.getOwnPropertyNames(Object.prototype).map((name) => name.toLowerCase()),
);

/** Texts of which our score or words are not the package's. */
function different(texts: Iterable<string>): string[] {
  const found: string[] = [];
  for (const text of texts) if (!isEqual(text)) found.push(text);
  return found;
}

function isEqual(text: string): boolean {
  const theirs = sentiment.analyze(text);
  const ours = afinn.score(text);
  const moved = theirs.calculation.flatMap((word) => Object.values(word)).filter((weight) => weight !== 0);
  const sum = ours.words.reduce((total, { weight }) => total + weight, 0);
  return (
    Object.is(ours.score, theirs.score) &&
    ours.label === labelOf(theirs.score) &&
    ours.words.length === moved.length &&
    sum === ours.score
  );
}

describe('equals npm sentiment', () => {
  test.each([
    ['nothing', ''],
    ['blanks only', ' \t\n  '],
    ['a word', 'good'],
    ['capitals', 'GOOD Good gOOd'],
    ['punctuation around a word', '"good"... (good)! #good /good/'],
    ['an apostrophe belongs to the word', "good's 'good' can't"],
    ['a hyphen belongs to the word', 'cover-up well-being good-bad'],
    ['a negator turns the next word only', 'not good good, not very good'],
    ['a negator beyond punctuation', 'not... good'],
    ['a negator beyond a lone tab is part of the word', 'not\tgood'],
    ['a negator at the end', 'good not'],
    ['two negators', 'not not good; not cant good'],
    ['each negator', [...negators].map((negator) => `${negator} good`).join(' x ')],
    ['a lone tab joins', 'good\tbad'],
    ['two tabs part', 'good\t\tbad'],
    ['a tab beside a blank parts', 'good \tbad good\t bad'],
    ['a tab beside punctuation parts', 'good.\tbad'],
    ['a tab at the ends', '\tgood\t'],
    ['a line feed parts, a carriage return joins', 'good\nbad\rgood\r\nbad'],
    ['a no-break space joins', 'good\u00a0bad'],
    ['emoji alone, beside a word, twice', '😂 good😂 😂😂 ❤ ❤️'],
    ['a letter that lower case maps into ASCII', '\u212aind kind \u212aILL'],
    ['İ becomes two units', 'İll ill wİn'],
    ['ï', 'NAÏVE naïve'],
    ['a final sigma', 'ΟΔΟΣ good'],
    ['a lone surrogate', '\ud83d good \ude02 good\ud83d'],
    ['NUL', 'good\0bad \0 good'],
    ['a phrase of the vocabulary, which no token can be', 'bad luck, fed up'],
    ['a byte order mark is white space', '\ufeffgood\ufeff'],
  ])('%s', (_name, text) => {
    expect(afinn.score(text).score).toBe(sentiment.analyze(text).score);
    expect(isEqual(text)).toBe(true);
  });

  test('every word of the vocabulary, alone, negated, in capitals and between marks', () => {
    const texts = [...weights.keys()].flatMap((word) => [
      word,
      `not ${word}`,
      word.toUpperCase(),
      `(${word})!`,
      `x${word} ${word}x`,
    ]);

    expect(different(texts)).toEqual([]);
  });

  test('every UTF-16 unit between, before and after words', () => {
    const texts = Array.from({ length: 0x1_0000 }, (_, code) => {
      const unit = String.fromCharCode(code);
      return `good${unit}bad ${unit}love hate${unit} ${unit} not${unit}good`;
    });

    expect(different(texts)).toEqual([]);
  });

  const separators = [
    ' ',
    '  ',
    '\t',
    '\t\t',
    '\n',
    '\r',
    '\u00a0',
    '. ',
    ', ',
    '!',
    '#',
    '-',
    "'",
    '',
    '\u2028',
  ];
  const fragment = fc.oneof(
    fc.constantFrom(...weights.keys()),
    fc.constantFrom(...negators),
    fc.constantFrom(...separators),
    fc.string({ unit: 'binary', maxLength: 4 }),
    fc.string({ unit: 'grapheme', maxLength: 4 }),
  );

  test('words, negators, separators and any Unicode mixed', () => {
    const text = fc.array(fragment, { maxLength: 30 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (mixed) => {
        fc.pre(!sentiment.analyze(mixed).tokens.some((token) => prototypeTokens.has(token)));
        return isEqual(mixed);
      }),
      { numRuns: 5_000 },
    );
  });

  test('words apart by every kind of blank and mark, in any case', () => {
    const word = fc.constantFrom(...weights.keys(), ...negators, 'the');
    const part = fc.tuple(word, fc.boolean(), fc.constantFrom(...separators));
    const text = fc
      .array(part, { maxLength: 20 })
      .map((parts) => parts.map(([w, upper, after]) => (upper ? w.toUpperCase() : w) + after).join(''));
    fc.assert(fc.property(text, isEqual), { numRuns: 5_000 });
  });

  test('strings of any UTF-16 units', () => {
    const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 });
    fc.assert(
      fc.property(units, (codes) => isEqual(String.fromCharCode(...codes))),
      { numRuns: 3_000 },
    );
  });
});

describe('equals npm sentiment on real tweets', () => {
  test.skipIf(!hasSharedData('real-tweets.ndjson.gz'))('real-tweets', () => {
    const texts: string[] = [];
    for (const line of sharedLines('real-tweets.ndjson.gz')) {
      const record = JSON.parse(line) as { readonly data?: { readonly text?: string } };
      if (record.data?.text !== undefined) texts.push(record.data.text);
    }
    expect(texts.length).toBeGreaterThan(20_000);
    expect(different(texts)).toEqual([]);
  });

  test.skipIf(!hasSharedData('unlabelled.txt.gz'))('unlabelled', () => {
    expect(different(sharedLines('unlabelled.txt.gz'))).toEqual([]);
  });

  for (const name of ['semeval-train.tsv.gz', 'semeval-val.tsv', 'distant-emoticon.tsv.gz']) {
    test.skipIf(!hasSharedData(name))(name, () => {
      expect(different(sharedLines(name).map((line) => line.split('\t')[1] ?? ''))).toEqual([]);
    });
  }
});

describe('what folding unit by unit rests on', () => {
  test('no known word holds what lower case makes of more than one unit', () => {
    const known = [...weights.keys(), ...negators].join('');
    expect(known).not.toMatch(/[\u0307σς]/);
    const astral = new Set([...known].filter((character) => character.length === 2));
    for (let code = 0x1_0000; code <= 0x10_ffff; code++) {
      const character = String.fromCodePoint(code);
      const lower = character.toLowerCase();
      if (lower !== character) expect(astral.has(lower)).toBe(false);
    }
  });

  test('İ is the only unit whose lower case is longer', () => {
    const longer: string[] = [];
    for (let code = 0; code <= 0xffff; code++) {
      if (String.fromCharCode(code).toLowerCase().length > 1) longer.push(code.toString(16));
    }
    expect(longer).toEqual(['130']);
  });
});
