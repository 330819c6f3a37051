import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { saysTheSame } from '../test/say-the-same.ts';
import { createAfinnModel } from './afinn-model.ts';
import { lexiconLanguages } from './lexicon-languages.ts';
import { createLexiconModel } from './lexicon-model.ts';
import { readLexicon } from './read-lexicon.ts';

const lexicon = createLexiconModel();

test.each([
  ['es', 'Un día feliz', 'positive'],
  ['es', 'Qué día tan horrible', 'negative'],
  ['pt', 'um dia feliz, com amor', 'positive'],
  ['nl', 'een geweldige film', 'positive'],
  ['de', 'eine wunderbare Überraschung', 'positive'],
  ['fr', 'un film magnifique', 'positive'],
  ['it', 'una bella giornata', 'positive'],
  ['ca', 'un dia excel·lent', 'positive'],
  ['gl', 'un día agradable', 'positive'],
  ['eu', 'alaitasun handia', 'positive'],
])('%s: %s is %s', (lang, text, label) => {
  expect(lexicon.score(text, lang).label).toBe(label);
});

describe('negation', () => {
  test.each([
    ['es', 'no me gusta', 'no gusta'],
    ['pt', 'não gosto de violência', 'não violência'],
    ['nl', 'niet slecht', 'niet slecht'],
    ['de', 'nicht schlecht', 'nicht schlecht'],
    ['fr', "ce n'est pas bon", 'pas bon'],
    ['it', 'non è brutta', 'non brutta'],
  ])('%s: %s', (lang, text, negated) => {
    expect(lexicon.score(text, lang).words[0]?.word).toBe(negated);
  });

  test('reaches three words and no further', () => {
    expect(lexicon.score('no x x feliz', 'es').score).toBe(-3);
    expect(lexicon.score('no x x x feliz', 'es').score).toBe(3);
  });

  test('ends with the clause', () => {
    expect(lexicon.score('no, feliz', 'es').score).toBe(3);
  });
});

describe('words', () => {
  test.each([
    ['a capital', 'FELIZ', 'es'],
    ['decomposed letters', 'feliz comunio\u0301n feliz', 'es'],
    ['part of a token with an apostrophe', "l'excellent", 'fr'],
    ['the same with a curly one', 'l’excellent', 'fr'],
    ['a German noun in its inflected form', 'Vertrauens', 'de'],
    ['a Dutch adjective with its ending', 'geweldige', 'nl'],
    ['a hashtag', '#feliz', 'es'],
    ['an emoji, with or without a selector, beside a word', 'x😍', 'nl'],
  ])('%s counts', (_name, text, lang) => {
    expect(lexicon.score(text, lang).score).toBeGreaterThan(0);
  });

  test('links and @names do not', () => {
    expect(lexicon.score('@feliz https://feliz.example/feliz', 'es')).toEqual({
      label: 'neutral',
      score: 0,
      words: [],
    });
  });

  test('the sum is exact, though weights have two decimals', () => {
    const { score, words } = lexicon.score('bella '.repeat(10), 'it');
    expect(words).toHaveLength(10);
    expect(score).toBe(41.5);
  });
});

test.each(['es', 'es-MX', 'ES', 'es_419'])('the language tag %s is Spanish', (lang) => {
  expect(lexicon.score('feliz', lang).score).toBe(3);
});

test.each(['en', 'en-GB', 'und', '', 'qme', 'zxx', undefined])('%s is scored as afinn does', (lang) => {
  const text = 'not good 😂';
  expect(lexicon.score(text, lang)).toEqual(createAfinnModel().score(text));
});

test.each(['ja', 'ru', 'in', 'xx', 'toString', 'constructor'])('%s has no vocabulary: unscored', (lang) => {
  expect(lexicon.score('good feliz 😂', lang)).toEqual({
    label: 'neutral',
    score: 0,
    words: [],
    unscored: true,
  });
});

test.each([...lexiconLanguages])(
  '%s: integer hundredths within ±500, thousands of them',
  (_lang, language) => {
    const { weights, negators } = readLexicon(language);
    expect(weights.size).toBeGreaterThan(1_500);
    expect(negators.size).toBeGreaterThan(1);
    for (const weight of weights.values()) {
      expect(Number.isInteger(weight) && weight !== 0 && Math.abs(weight) <= 500).toBe(true);
    }
  },
);

describe('hostile texts', () => {
  test.each(['a', '\ud83d', '\0', "'", "a'", 'a-', '@', 'http', 'no ', 'feliz ', '__proto__ ', '\u0301'])(
    '64 KiB of %j',
    (piece) => {
      const text = piece.repeat(0x1_0000 / piece.length);
      const start = process.threadCpuUsage();
      for (const lang of ['es', 'fr']) lexicon.score(text, lang);
      expect(process.threadCpuUsage(start).user / 1000).toBeLessThan(2_000);
    },
  );

  test('any Unicode in any of its languages: a finite score whose sign is the label', () => {
    const lang = fc.constantFrom(...lexiconLanguages.keys(), 'constructor', 'ja');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), lang, (text, tag) => {
        const { label, score } = lexicon.score(text, tag);
        const sign = { positive: 1, neutral: 0, negative: -1 }[label];
        return Number.isFinite(score) && Math.sign(score) === sign;
      }),
    );
  });

  test('any Unicode, and words of any of its languages, say the same as bytes', () => {
    const lang = fc.constantFrom(
      undefined,
      'en',
      'und',
      'pt-BR',
      ...lexiconLanguages.keys(),
      'toString',
      'ja',
    );
    const word = fc.constantFrom(
      'feliz',
      'triste',
      'no',
      'não',
      'gut',
      'schlecht',
      'bon',
      'not',
      'bad',
      '😂',
      ' ',
    );
    const text = fc
      .array(fc.oneof(word, fc.string({ unit: 'binary', maxLength: 5 })))
      .map((all) => all.join(' '));
    fc.assert(fc.property(text, lang, (mixed, tag) => saysTheSame(lexicon, mixed, tag)));
    fc.assert(fc.property(fc.uint8Array(), lang, (bytes, tag) => saysTheSame(lexicon, bytes, tag)));
  });
});
