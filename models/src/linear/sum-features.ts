import { hashToken } from '../tokeniser/token-hash.ts';
import { CAPITALS, ELONGATED, NEGATED, type Tokens } from '../tokeniser/tokens.ts';
import { numExtraWords } from './collect-features.ts';
import { keyOf } from './known-words.ts';
import type { LinearWeights } from './linear-weights.ts';
import { hashNegated, hashNextWord, spread } from './ngram-hash.ts';
import { sumUnits } from './sum-units.ts';
import { weightOf } from './weight-table.ts';

const capitals = spread(hashToken('<capitals>'));
const elongated = spread(hashToken('<elongated>'));

// Constants of this module, because V8 asks an import at each use whether it is there and still what it was.
const spreadHash = spread;
const weigh = weightOf;
const negate = hashNegated;
const nextWord = hashNextWord;
const negatedFlag = NEGATED;
const capitalsFlag = CAPITALS;
const elongatedFlag = ELONGATED;
const sumUnitsOf = sumUnits;
const extraWords = numExtraWords;
const keyOfWord = keyOf;

/** A text's weights, summed by block. */
export interface Sums {
  numWords: number;
  numUnits: number;
  wordNegative: number;
  wordPositive: number;
  unitNegative: number;
  unitPositive: number;
  /** The highest weights that a token alone has; 0 where none has more. */
  peakNegative: number;
  peakPositive: number;
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
  const capitalsWeight = weigh(words, shift, capitals);
  const elongatedWeight = weigh(words, shift, elongated);
  const { slots } = weights.known;
  const knownShift = 32 - weights.known.bits;

  return function sum() {
    const { count } = tokens;
    let numWords = count === 0 ? 0 : 2 * count - 1;
    // A token of n units has 3n − 3 features of units; the stream has one boundary a token and one more.
    const numUnits = count === 0 ? 0 : 3 * ((streamEnds[count - 1] as number) - 2 * count);
    let wordNegative = 0;
    let wordPositive = 0;
    let unitNegative = 0;
    let unitPositive = 0;
    let peakNegative = 0;
    let peakPositive = 0;
    let word = 0;
    let start = 1;
    for (let i = 0; i < count; i++) {
      const flag = flags[i] as number;
      const hash = hashes[i] as number;
      const end = streamEnds[i] as number;
      const length = end - start;
      let own = spreadHash(hash);
      const slot = (own >>> knownShift) << 1;
      const key = keyOfWord(hash, length);
      let both = 0;
      if (slots[slot] === key) both = slots[slot + 1] as number;
      else if (slots[slot ^ 2] === key) both = slots[(slot ^ 2) + 1] as number;
      else if (length > 1) both = sumUnitsOf(units, unitShift, stream, start, length);
      unitNegative += (both << 16) >> 16;
      unitPositive += both >> 16;
      start = end + 1;

      const before = word;
      word = hash;
      if ((flag & negatedFlag) !== 0) {
        word = negate(hash);
        own = spreadHash(word);
      }
      const weight = weigh(words, shift, own);
      const negative = (weight << 24) >> 24;
      const positive = weight >> 8;
      wordNegative += negative;
      wordPositive += positive;
      // The higher of two, without a branch.
      const lessNegative = peakNegative - negative;
      const lessPositive = peakPositive - positive;
      peakNegative -= lessNegative & (lessNegative >> 31);
      peakPositive -= lessPositive & (lessPositive >> 31);
      if (i > 0) {
        const ofPair = weigh(words, shift, spreadHash(nextWord(before, word)));
        wordNegative += (ofPair << 24) >> 24;
        wordPositive += ofPair >> 8;
      }
      if ((flag & (capitalsFlag | elongatedFlag)) !== 0) {
        const forCapitals = (flag & capitalsFlag) === 0 ? 0 : capitalsWeight;
        const forElongated = (flag & elongatedFlag) === 0 ? 0 : elongatedWeight;
        wordNegative += ((forCapitals << 24) >> 24) + ((forElongated << 24) >> 24);
        wordPositive += (forCapitals >> 8) + (forElongated >> 8);
        numWords += extraWords(flag);
      }
    }
    sums.numWords = numWords;
    sums.numUnits = numUnits;
    sums.wordNegative = wordNegative;
    sums.wordPositive = wordPositive;
    sums.unitNegative = unitNegative;
    sums.unitPositive = unitPositive;
    sums.peakNegative = peakNegative;
    sums.peakPositive = peakPositive;
  };
}
