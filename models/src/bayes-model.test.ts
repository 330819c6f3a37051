import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasSharedData, sharedLines } from '../test/shared-data.ts';
import { createBayesModel } from './bayes-model.ts';
import { readBayesWeights } from './bayes-weights.ts';
import { labelOf } from './label-of.ts';
import type { Label } from './sentiment-model.ts';
import { withoutAddresses } from './without-addresses.ts';

const weights = readBayesWeights();
const bayes = createBayesModel(weights);
const natural = restoreNatural();

interface NaturalBayes {
  classify(text: string): Label;
}

/** natural's own classifier, with what it had learnt when the weights were written. */
function restoreNatural(): NaturalBayes {
  const { restore } = createRequire(import.meta.url)('natural/lib/natural/classifiers/bayes_classifier') as {
    restore(classifier: unknown): NaturalBayes;
  };
  const perLabel = <T>(of: (l: number) => T) =>
    Object.fromEntries(weights.labels.map((label, l) => [label, of(l)]));
  return restore({
    docs: [],
    lastAdded: 0,
    features: Object.fromEntries(weights.stems.map((stem) => [stem, 1])),
    classifier: {
      classFeatures: perLabel((l) =>
        Object.fromEntries((weights.numTweets[l] ?? []).flatMap((n, s) => (n === 0 ? [] : [[s, n + 1]]))),
      ),
      classTotals: perLabel((l) => weights.classTotals[l]),
      totalExamples: weights.totalExamples,
      smoothing: 1,
    },
  });
}

describe('labels as natural does', () => {
  test.skipIf(!hasSharedData('semeval-val.tsv'))('every fourth tweet of the validation set', () => {
    const texts = sharedLines('semeval-val.tsv').map((line) => line.split('\t')[1] ?? '');
    const some = texts.filter((_, i) => i % 4 === 0);
    expect(some.map((text) => bayes.score(text).label)).toEqual(
      some.map((text) => natural.classify(withoutAddresses(text))),
    );
  });

  test('any mixture of its stems and other text', () => {
    const word = fc.oneof(fc.constantFrom(...weights.stems), fc.string());
    const text = fc.array(word, { maxLength: 40 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(text, (mixed) => bayes.score(mixed).label === natural.classify(withoutAddresses(mixed))),
      { numRuns: 200 },
    );
  });

  test('a text so long that every likelihood is 0', () => {
    const text = weights.stems.slice(-500).join(' ');
    expect(bayes.score(text).label).toBe(natural.classify(text));
    expect(Number.isFinite(bayes.score(text).score)).toBe(true);
  });
});

test('agrees on what is plain', () => {
  expect(bayes.score('I love this, what a wonderful happy day').label).toBe('positive');
  expect(bayes.score('I hate this, it is terrible and sad').label).toBe('negative');
});

test('words are stems, signed, heaviest first', () => {
  const { words } = bayes.score('happy people hate waiting');
  const heights = words.map(({ weight }) => Math.abs(weight));
  expect(heights).toEqual(heights.toSorted((a, b) => b - a));
  expect(labelOf(words.find(({ word }) => word === 'hate')?.weight ?? 0)).toBe('negative');
  expect(labelOf(words.find(({ word }) => word === 'happi')?.weight ?? 0)).toBe('positive');
});

test('a language other than English is unscored', () => {
  expect(bayes.score('good', 'es')).toEqual({ label: 'neutral', score: 0, words: [], unscored: true });
  expect(bayes.score('good', 'und').unscored).toBeUndefined();
});

test.each(['', '__proto__ constructor toString', '\ud83d', 'a'.repeat(0x1_0000), 'good '.repeat(13_000)])(
  'hostile text %#',
  (text) => {
    const { score } = bayes.score(text);
    expect(score).toBeGreaterThanOrEqual(-1);
    expect(score).toBeLessThanOrEqual(1);
  },
);

test('the weights are counts of stems that many tweets share', () => {
  const { labels, stems, numTweets, classTotals, totalExamples } = weights;
  expect(labels.toSorted()).toEqual(['negative', 'neutral', 'positive']);
  expect(new Set(stems).size).toBe(stems.length);
  expect(classTotals.reduce((sum, total) => sum + total - 1, 0)).toBe(totalExamples - 1);
  stems.forEach((stem, s) => {
    const shared = numTweets.reduce((sum, counts) => sum + (counts[s] as number), 0);
    expect(shared, stem).toBeGreaterThanOrEqual(10);
    expect(stem).toMatch(/^[a-z0-9'/-]+$/);
  });
});
