import { readFileSync } from 'node:fs';
import { isEnglishOrUnknown, primaryLanguage } from './language.ts';
import { balance } from './linear/balance.ts';
import { explain } from './linear/explain.ts';
import { lazySentimentClass } from './linear/lazy-sentiment.ts';
import { decodeLinearWeights, type LinearWeights } from './linear/linear-weights.ts';
import { createSummer, type Sums } from './linear/sum-features.ts';
import type { Label, SentimentModel } from './sentiment-model.ts';
import { sharedTokeniser } from './tokeniser/tokeniser.ts';
import { unscored } from './unscored.ts';

const labels: readonly Label[] = ['negative', 'neutral', 'positive'];
const unscoredCode = 5;

/** The weights that this package ships, or those of a model of one's own: `npm run train -- --data FILE`. */
export function readLinearWeights(path?: string): LinearWeights {
  const file = path ?? new URL('../weights/linear.bin', import.meta.url);
  return decodeLinearWeights(readFileSync(file), path ?? 'the file of weights of "linear"');
}

/**
 * The classifier that is trained in this repository. It sees words alone and in pairs, with negation, and
 * pieces of words of three to five letters; each has whole-number weights; the strongest word for each side counts once more; and a text gets the label of the
 * highest sum, neutral before negative before positive when they are equal. The same text gets the same label
 * on every machine.
 *
 * English only; a text in another language is unscored. `score`: P(positive) − P(negative), −1 to 1 in steps of
 * 0.0001, for a stream in which the three labels are equally common. Neutral is what neither P(positive) nor P(negative) makes less
 * likely than itself, so a neutral text's score need not be 0.
 *
 * `words`: each token's share of the logarithm of P(positive) / P(negative). They sum to it but for the bias and for
 * rounding, 0.0005 a word; the words of a pair share alike. They are found when first asked for.
 *
 * @param weights default: those that this package ships, read once; the same model is then returned each time
 */
export function createLinearModel(weights?: LinearWeights): SentimentModel {
  if (weights !== undefined) return makeLinearModel(weights);
  shared ??= makeLinearModel(readLinearWeights());
  return shared;
}

let shared: SentimentModel | undefined;

function makeLinearModel(weights: LinearWeights): SentimentModel {
  const tokeniser = sharedTokeniser();
  const { wordScale, unitScale, negativeBias, positiveBias, peaks } = weights;
  const { forNegative: nn, forPositive: np } = peaks.negative;
  const { forNegative: pn, forPositive: pp } = peaks.positive;
  const sums: Sums = {
    numWords: 0,
    numUnits: 0,
    wordNegative: 0,
    wordPositive: 0,
    unitNegative: 0,
    unitPositive: 0,
    peakNegative: 0,
    peakPositive: 0,
  };
  const sum = createSummer(weights, tokeniser.tokens, sums);
  let negative = 0;
  let positive = 0;

  /** Scores what the tokeniser has read; neutral's score is 0. */
  function scoreTokens(): number {
    sum();
    const words = sums.numWords === 0 ? 0 : wordScale / Math.sqrt(sums.numWords);
    const units = sums.numUnits === 0 ? 0 : unitScale / Math.sqrt(sums.numUnits);
    const { peakNegative, peakPositive } = sums;
    const ofPeaks = nn * peakNegative + pn * peakPositive;
    negative = negativeBias + words * sums.wordNegative + units * sums.unitNegative + ofPeaks;
    const forPeaks = np * peakNegative + pp * peakPositive;
    positive = positiveBias + words * sums.wordPositive + units * sums.unitPositive + forPeaks;
    if (negative <= 0 && positive <= 0) return 1;
    return negative >= positive ? 0 : 2;
  }

  const LazySentiment = lazySentimentClass((text) => {
    tokeniser.read(text);
    return explain(text, tokeniser.tokens, weights);
  });

  return {
    name: weights.name,
    score(text, lang) {
      if (!isScored(lang)) return unscored;
      tokeniser.read(text);
      const label = labels[scoreTokens()] as Label;
      return new LazySentiment(label, balance(negative, positive), text);
    },
    labelOfBytes(bytes, start, end, lang) {
      if (!isScored(lang)) return unscoredCode;
      tokeniser.readBytes(bytes, start, end);
      return scoreTokens();
    },
  };
}

function isScored(lang: string | undefined): boolean {
  return lang === 'en' || lang === undefined || isEnglishOrUnknown(primaryLanguage(lang));
}
