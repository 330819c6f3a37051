import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Label } from './sentiment-model.ts';

/**
 * What natural's `BayesClassifier` learnt, as counts: enough to restore it, nothing of any tweet. Written by
 * `scripts/train-bayes.ts`.
 */
export interface BayesWeights {
  readonly v: 1;
  /** In the order in which natural met them: of equally likely labels it takes the first. */
  readonly labels: readonly Label[];
  /** Tweets of each label, plus natural's 1. */
  readonly classTotals: readonly number[];
  /** Tweets of all labels, plus natural's 1. */
  readonly totalExamples: number;
  /** Porter stems, in the order of natural's features. */
  readonly stems: readonly string[];
  /** `numTweets[l][s]`: tweets of label `l` that hold stem `s`. */
  readonly numTweets: readonly (readonly number[])[];
}

/** Reads the weights that this package ships: 5 ms. */
export function readBayesWeights(): BayesWeights {
  const file = new URL('../weights/bayes.json.gz', import.meta.url);
  return JSON.parse(gunzipSync(readFileSync(file)).toString('utf8'));
}
