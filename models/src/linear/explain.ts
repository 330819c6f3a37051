import { heaviestFirst } from '../heaviest-first.ts';
import type { ScoredWord } from '../sentiment-model.ts';
import { NEGATED, NEGATOR, type Tokens } from '../tokeniser/tokens.ts';
import { collectFeatures, makeFeatures, numExtraWords } from './collect-features.ts';
import { sumOfKnown } from './known-words.ts';
import type { LinearWeights } from './linear-weights.ts';
import { hashNegated, spread } from './ngram-hash.ts';
import { sumUnits } from './sum-units.ts';
import { type WeightTable, weightOf } from './weight-table.ts';

/** 2: a pair's weight can be halved in whole numbers. */
const parts = 2;

const features = makeFeatures();

/**
 * How much each token moved the logarithm of P(positive) / P(negative): its own weight, its halves of the pairs it
 * is in, its units' weights, and, for the tokens of the highest weights, what those add.
 *
 * @returns heaviest first; tokens that moved it by less than 0.0005 are left out
 */
export function explain(text: string, tokens: Tokens, weights: LinearWeights): readonly ScoredWord[] {
  collectFeatures(tokens, features);
  const { count } = tokens;
  const { numWords, numUnits } = features;
  const ofWords = new Int32Array(count);
  const ofUnits = new Int32Array(count);
  addWords(tokens, weights.words, ofWords);
  addUnits(tokens, weights, ofUnits);
  const ofPeaks = new Float64Array(count);
  addPeaks(tokens, weights, ofPeaks);
  const wordWorth = numWords === 0 ? 0 : weights.wordScale / Math.sqrt(numWords) / parts;
  const unitWorth = numUnits === 0 ? 0 : weights.unitScale / Math.sqrt(numUnits);

  const scored: ScoredWord[] = [];
  let negator = '';
  for (let i = 0; i < count; i++) {
    const flags = tokens.flags[i] as number;
    const token = text.slice(tokens.starts[i], tokens.ends[i]).toLowerCase();
    const word = (flags & NEGATED) !== 0 && (flags & NEGATOR) === 0 ? `${negator} ${token}` : token;
    if ((flags & NEGATOR) !== 0) negator = token;
    const moved =
      (ofWords[i] as number) * wordWorth + (ofUnits[i] as number) * unitWorth + (ofPeaks[i] as number);
    const weight = Math.round(moved * 1_000) / 1_000;
    if (weight !== 0) scored.push({ word, weight });
  }
  return heaviestFirst(scored);
}

/** A feature's weight for positive over negative. */
function lean({ slots, bits }: WeightTable, hash: number): number {
  const both = weightOf(slots, 32 - bits, hash);
  return (both >> 8) - ((both << 24) >> 24);
}

/** Walks the features in the order in which they were collected. */
function addWords({ count, flags }: Tokens, weights: WeightTable, moved: Int32Array): void {
  let at = 0;
  const next = (): number => lean(weights, features.words[at++] as number);
  const add = (token: number, weight: number): void => {
    moved[token] = (moved[token] as number) + weight;
  };
  for (let i = 0; i < count; i++) {
    add(i, next() * parts);
    if (i > 0) {
      const pair = (next() * parts) / 2;
      add(i - 1, pair);
      add(i, pair);
    }
    for (let extra = numExtraWords(flags[i] as number); extra > 0; extra--) add(i, next() * parts);
  }
}

/** Of several tokens with the same highest weight the first has what it adds. */
function addPeaks(
  { count, hashes, flags }: Tokens,
  { words, peaks }: LinearWeights,
  moved: Float64Array,
): void {
  const { slots, bits } = words;
  let [negative, positive] = [0, 0];
  let [mostNegative, mostPositive] = [-1, -1];
  for (let i = 0; i < count; i++) {
    const hash = hashes[i] as number;
    const word = ((flags[i] as number) & NEGATED) !== 0 ? hashNegated(hash) : hash;
    const both = weightOf(slots, 32 - bits, spread(word));
    const [ofNegative, ofPositive] = [(both << 24) >> 24, both >> 8];
    if (ofNegative > negative) [negative, mostNegative] = [ofNegative, i];
    if (ofPositive > positive) [positive, mostPositive] = [ofPositive, i];
  }
  const add = (token: number, weight: number): void => {
    if (token >= 0) moved[token] = (moved[token] as number) + weight;
  };
  add(mostNegative, negative * (peaks.negative.forPositive - peaks.negative.forNegative));
  add(mostPositive, positive * (peaks.positive.forPositive - peaks.positive.forNegative));
}

function addUnits(
  { count, hashes, stream, streamEnds }: Tokens,
  weights: LinearWeights,
  moved: Int32Array,
): void {
  const { units, known } = weights;
  let start = 1;
  for (let i = 0; i < count; i++) {
    const end = streamEnds[i] as number;
    const length = end - start;
    if (length > 1) {
      const hash = hashes[i] as number;
      const sum =
        sumOfKnown(known, hash, length) ?? sumUnits(units.slots, 32 - units.bits, stream, start, length);
      moved[i] = (sum >> 16) - ((sum << 16) >> 16);
    }
    start = end + 1;
  }
}
