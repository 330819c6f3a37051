import { hashToken } from '../tokeniser/token-hash.ts';
import { CAPITALS, ELONGATED, NEGATED, type Tokens } from '../tokeniser/tokens.ts';
import { numExtraWords, numUnitsOf } from './collect-features.ts';
import { keyOf } from './known-words.ts';
import type { LinearWeights } from './linear-weights.ts';
import { hashNegated, hashNextWord, spread } from './ngram-hash.ts';
import { sumUnits } from './sum-units.ts';
import { weightOf } from './weight-table.ts';

const capitals = spread(hashToken('<capitals>'));
const elongated = spread(hashToken('<elongated>'));

/** A text's weights, summed by block. */
export interface Sums {
  numWords: number;
  numUnits: number;
  wordNegative: number;
  wordPositive: number;
  unitNegative: number;
  unitPositive: number;
}

/**
 * Makes a function that sums the weights of the features that `collectFeatures` names, without writing them down.
 *
 * @returns it fills `sums`
 */
export function createSummer(weights: LinearWeights, tokens: Tokens, sums: Sums): () => void {
  const words = weights.words.slots;
  const units = weights.units.slots;
  const { hashes, flags, stream, streamEnds } = tokens;
  const shift = 32 - weights.words.bits;
  const unitShift = 32 - weights.units.bits;
  const capitalsWeight = weightOf(words, shift, capitals);
  const elongatedWeight = weightOf(words, shift, elongated);
  const { slots } = weights.known;
  const knownShift = 32 - weights.known.bits;

  return function sum() {
    const { count } = tokens;
    let numWords = count === 0 ? 0 : 3 * count - 3;
    let numUnits = 0;
    let wordNegative = 0;
    let wordPositive = 0;
    let unitNegative = 0;
    let unitPositive = 0;
    let word = 0;
    let pair = 0;
    let start = 1;
    for (let i = 0; i < count; i++) {
      const flag = flags[i] as number;
      const hash = hashes[i] as number;
      const end = streamEnds[i] as number;
      const length = end - start;
      if (length > 1) {
        const slot = (spread(hash) >>> knownShift) << 1;
        const both =
          slots[slot] === keyOf(hash, length)
            ? (slots[slot + 1] as number)
            : sumUnits(units, unitShift, stream, start, length);
        unitNegative += (both << 16) >> 16;
        unitPositive += both >> 16;
        numUnits += numUnitsOf(length);
      }
      start = end + 1;

      const before = word;
      word = (flag & NEGATED) !== 0 ? hashNegated(hash) : hash;
      let weight = weightOf(words, shift, spread(word));
      wordNegative += (weight << 24) >> 24;
      wordPositive += weight >> 8;
      if (i > 0) {
        if (i > 1) {
          weight = weightOf(words, shift, spread(hashNextWord(pair, word)));
          wordNegative += (weight << 24) >> 24;
          wordPositive += weight >> 8;
        }
        pair = hashNextWord(before, word);
        weight = weightOf(words, shift, spread(pair));
        wordNegative += (weight << 24) >> 24;
        wordPositive += weight >> 8;
      }
      if ((flag & (CAPITALS | ELONGATED)) !== 0) {
        const forCapitals = (flag & CAPITALS) === 0 ? 0 : capitalsWeight;
        const forElongated = (flag & ELONGATED) === 0 ? 0 : elongatedWeight;
        wordNegative += ((forCapitals << 24) >> 24) + ((forElongated << 24) >> 24);
        wordPositive += (forCapitals >> 8) + (forElongated >> 8);
        numWords += numExtraWords(flag);
      }
    }
    if (count === 1) numWords += 1;
    sums.numWords = numWords;
    sums.numUnits = numUnits;
    sums.wordNegative = wordNegative;
    sums.wordPositive = wordPositive;
    sums.unitNegative = unitNegative;
    sums.unitPositive = unitPositive;
  };
}
