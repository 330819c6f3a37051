import { type BayesWeights, readBayesWeights } from './bayes-weights.ts';
import { heaviestFirst } from './heaviest-first.ts';
import { isEnglishOrUnknown, primaryLanguage } from './language.ts';
import { porterStems } from './porter-stems.ts';
import type { Label, ScoredWord, SentimentModel } from './sentiment-model.ts';
import { unscored } from './unscored.ts';

/**
 * natural's `BayesClassifier` with the weights in this package, for comparison. The label is natural's on every
 * text: the same logarithms, added in the same order. It is only quicker, since natural asks each of its
 * thousands of features of every text, and here only the features that a text has are visited.
 *
 * English only; a text in another language is unscored. `score`: P(positive) − P(negative), −1 to 1, in steps
 * of 0.0001; its sign need not be the label's, as neutral may still be likelier. `words`: Porter stems with the logarithm of
 * how much oftener positive tweets hold them than negative ones.
 */
export function createBayesModel(weights: BayesWeights = readBayesWeights()): SentimentModel {
  const { labels, classTotals, totalExamples, stems, numTweets } = weights;
  const featureOf = new Map(stems.map((stem, feature) => [stem, feature]));
  const priors = classTotals.map((total) => total / totalExamples);
  // natural's smoothing: a stem counts one more than the tweets that hold it.
  const logs = labels.map((_, l) =>
    Float64Array.from(numTweets[l] ?? [], (count) => Math.log((count + 1) / (classTotals[l] as number))),
  );

  function featuresOf(text: string): number[] {
    const features = new Set<number>();
    for (const stem of porterStems(text)) {
      const feature = featureOf.get(stem);
      if (feature !== undefined) features.add(feature);
    }
    return [...features];
  }

  function wordsOf(features: readonly number[]): readonly ScoredWord[] {
    const positive = logs[labels.indexOf('positive')] as Float64Array;
    const negative = logs[labels.indexOf('negative')] as Float64Array;
    const words = features.map((feature) => ({
      word: stems[feature] as string,
      weight: round((positive[feature] as number) - (negative[feature] as number), 100),
    }));
    return heaviestFirst(words.filter(({ weight }) => weight !== 0));
  }

  return {
    name: 'bayes',
    score(text, lang) {
      if (!isEnglishOrUnknown(primaryLanguage(lang))) return unscored;
      const features = featuresOf(text);
      const words = wordsOf(features);
      features.sort((a, b) => b - a); // natural adds from its last feature to its first
      const sums = logs.map((log) => features.reduce((sum, feature) => sum + (log[feature] as number), 0));
      const likelihoods = sums.map((sum, l) => (priors[l] as number) * Math.exp(sum));
      const best = likelihoods.indexOf(Math.max(...likelihoods));
      return { label: labels[best] as Label, score: balance(labels, priors, sums), words };
    },
  };
}

/** P(positive) − P(negative), from logarithms, so that a long text does not underflow. */
function balance(labels: readonly Label[], priors: readonly number[], sums: readonly number[]): number {
  const logs = sums.map((sum, l) => sum + Math.log(priors[l] as number));
  const highest = Math.max(...logs);
  const odds = logs.map((log) => Math.exp(log - highest));
  const total = odds.reduce((sum, odd) => sum + odd, 0);
  const probability = (label: Label): number => (odds[labels.indexOf(label)] as number) / total;
  return round(probability('positive') - probability('negative'), 10_000);
}

function round(value: number, parts: number): number {
  return Math.round(value * parts) / parts + 0; // no −0
}
