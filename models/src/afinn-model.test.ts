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
const prototypeNames = Object.getOwnPropertyNames(Object.prototype);
const prototypeTokens = new Set(prototypeNames.map((name) => name.toLowerCase()));

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

describe('only what the vocabulary has', () => {
  test.each(prototypeNames)('"%s good" is +3, not negated through the prototype', (name) => {
    expect(afinn.score(`${name} good`)).toEqual({
      label: 'positive',
      score: 3,
      words: [{ word: 'good', weight: 3 }],
    });
    expect(afinn.score(name)).toEqual({ label: 'neutral', score: 0, words: [] });
  });
});

describe('the words that moved the score', () => {
  test.each<[string, string, [string, number][]]>([
    [
      'heaviest first, whichever way',
      'like superb hate',
      [
        ['superb', 5],
        ['hate', -3],
        ['like', 2],
      ],
    ],
    [
      'equal ones in order of appearance',
      'bad good bad',
      [
        ['bad', -3],
        ['good', 3],
        ['bad', -3],
      ],
    ],
    ['a negated word with its negator', "this isn't GOOD", [["isn't good", -3]]],
    ['an emoji', 'x 😂', [['😂', 1]]],
    ['none', 'the cat', []],
  ])('%s', (_name, text, expected) => {
    expect(afinn.score(text).words).toEqual(expected.map(([word, weight]) => ({ word, weight })));
  });

  test('more than a few are sorted alike', () => {
    const { words } = afinn.score('like good superb '.repeat(50));
    expect(words.map(({ weight }) => weight)).toEqual([
      ...Array(50).fill(5),
      ...Array(50).fill(3),
      ...Array(50).fill(2),
    ]);
  });

  test('a result is not changed by the next call', () => {
    const first = afinn.score('good not bad');
    const copy = structuredClone(first);
    afinn.score('hate hate hate');
    expect(first).toEqual(copy);
  });
});

describe('hostile texts', () => {
  const length = 0x1_0000;
  test.each([
    ['one letter', 'a'.repeat(length)],
    ['one letter more than the shared buffer', 'a'.repeat(length + 1)],
    ['blanks', ' '.repeat(length)],
    ['tabs', '\t'.repeat(length)],
    ['tabs and letters', 'a\t'.repeat(length / 2)],
    ['words', 'good '.repeat(length / 5)],
    ['negators', 'not good '.repeat(length / 9)],
    ['high surrogates', '\ud83d'.repeat(length)],
    ['low surrogates', '\ude02'.repeat(length)],
    ['NUL', '\0'.repeat(length)],
    ['a word beyond the shared buffer', `${'x '.repeat(length)}not good`],
  ])('64 KiB of %s', (_name, text) => {
    expect(afinn.score(text).score).toBe(sentiment.analyze(text).score);
  });

  test('ten times the text takes about ten times as long', () => {
    const texts = ['a', ' ', '\t', 'a\t', 'good ', 'not good ', '.\t'];
    for (const piece of texts) {
      const few = best(() => afinn.score(piece.repeat(20_000)));
      const many = best(() => afinn.score(piece.repeat(200_000)));
      expect(many, piece).toBeLessThan(60 * Math.max(few, 0.2)); // quadratic would be 100 times
    }
  });
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

/** The shortest of five runs, ms. */
function best(run: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    run();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}
