import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';
import { loadModel } from '@hashtide/models';
import { benchTexts } from '../bench-texts.ts';
import type { Benchmark } from '../benchmark.ts';
import { compare } from '../compare.ts';
import { modelFigure } from './model-figure.ts';

/** The rival asks each of its thousands of features of every text. */
const MOST_TEXTS = 1000;
const WEIGHTS = new URL('../../../../../models/weights/bayes.json.gz', import.meta.url);

/** The part of natural's classifier that is used here. */
interface NaturalBayes {
  classify(text: string): string;
}

/** What both have learnt: see `BayesWeights` of the models. */
interface Learnt {
  readonly labels: readonly string[];
  readonly classTotals: readonly number[];
  readonly totalExamples: number;
  readonly stems: readonly string[];
  readonly numTweets: readonly (readonly number[])[];
}

export const bayesBenchmark: Benchmark = {
  name: 'models-bayes',
  work: 'bayes scores English tweets without links and @names, with what natural has learnt; labels equal the rival’s',
  rival: 'npm natural’s BayesClassifier',
  asked: '≥ 1× as fast, equal on every text',
  async run(options) {
    const all = benchTexts(options, { lang: 'en' });
    const texts = all.texts.slice(0, MOST_TEXTS).map((text) => text.replace(/@\w+|https?:\S*/g, ''));
    const bayes = await loadModel('bayes');
    const natural = restoreNatural(JSON.parse(gunzipSync(readFileSync(WEIGHTS)).toString()) as Learnt);
    const numDifferent = texts.filter(
      (text) => bayes.score(text, 'en').label !== natural.classify(text),
    ).length;
    const comparison = await compare(
      () => texts.filter((text) => bayes.score(text, 'en').label === 'positive').length,
      () => texts.filter((text) => natural.classify(text) === 'positive').length,
      { rounds: 5, warmUps: 1 },
    );
    const figure = modelFigure(comparison, {
      texts,
      about: `the first ${texts.length} of ${all.about}`,
      asked: 1,
    });
    return {
      ...figure,
      isMet: figure.isMet && numDifferent === 0,
      details: [...(figure.details ?? []), `${numDifferent} of ${texts.length} texts differ`],
    };
  },
};

/** natural's own classifier, as if it had been trained now. */
function restoreNatural({ labels, classTotals, totalExamples, stems, numTweets }: Learnt): NaturalBayes {
  // A sub-path: natural's front door loads three database clients.
  const { restore } = createRequire(import.meta.url)('natural/lib/natural/classifiers/bayes_classifier') as {
    restore(classifier: unknown): NaturalBayes;
  };
  const perLabel = <T>(of: (label: number) => T): Record<string, T> =>
    Object.fromEntries(labels.map((name, label) => [name, of(label)]));
  return restore({
    docs: [],
    lastAdded: 0,
    features: Object.fromEntries(stems.map((stem) => [stem, 1])),
    classifier: {
      classFeatures: perLabel((label) =>
        Object.fromEntries((numTweets[label] ?? []).flatMap((n, stem) => (n === 0 ? [] : [[stem, n + 1]]))),
      ),
      classTotals: perLabel((label) => classTotals[label]),
      totalExamples,
      smoothing: 1,
    },
  });
}
