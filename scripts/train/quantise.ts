import { makeKnownWords } from '../../models/src/linear/known-words.ts';
import type { LinearWeights } from '../../models/src/linear/linear-weights.ts';
import { sumUnits } from '../../models/src/linear/sum-units.ts';
import { sharedTokeniser } from '../../models/src/tokeniser/tokeniser.ts';
import { numClasses, type Weights } from './logistic.ts';
import type { MatrixOptions } from './matrix.ts';

export interface QuantiseOptions extends MatrixOptions {
  readonly name: string;
  /** All scores are multiplied by this: below 1 when the model is surer of itself than it is right. */
  readonly temper: number;
  /** The common words, the commonest first. */
  readonly commonWords: readonly string[];
}

/** Room for 16,384 words: 128 kB. */
const knownBits = 14;
const most = 127;

/** The weights as a model has them: whole numbers, negative and positive against neutral. */
export function quantise(weights: Weights, options: QuantiseOptions): LinearWeights {
  const { wordBits, unitBits, unitGain, temper, commonWords } = options;
  const numWords = 2 ** wordBits;
  const numUnits = 2 ** unitBits;
  const against = (column: number, k: number): number =>
    (weights[column * numClasses + k] as number) - (weights[column * numClasses + 1] as number);

  function block(first: number, size: number): { readonly step: number; readonly block: Int16Array } {
    const values = new Float64Array(2 * size);
    for (let i = 0; i < size; i++) {
      values[2 * i] = against(first + i, 0);
      values[2 * i + 1] = against(first + i, 2);
    }
    const highest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    const step = highest === 0 ? 1 : highest / most;
    const whole = (value: number): number => Math.round(value / step);
    const packed = new Int16Array(size);
    for (let i = 0; i < size; i++) {
      packed[i] = (whole(values[2 * i + 1] as number) << 8) | (whole(values[2 * i] as number) & 0xff);
    }
    return { step, block: packed };
  }

  const words = block(0, numWords);
  const units = block(numWords, numUnits);
  const biases = numWords + numUnits;
  return {
    name: options.name,
    wordBits,
    unitBits,
    wordScale: words.step * temper,
    unitScale: units.step * unitGain * temper,
    negativeBias: against(biases, 0) * temper,
    positiveBias: against(biases, 2) * temper,
    words: words.block,
    units: units.block,
    known: makeKnownWords(sumsOf(commonWords, units.block, unitBits), knownBits),
  };
}

function* sumsOf(
  words: readonly string[],
  units: Int16Array,
  unitBits: number,
): Iterable<[hash: number, length: number, sum: number]> {
  const { tokens, read } = sharedTokeniser();
  for (const word of words) {
    read(word);
    const length = (tokens.streamEnds[0] as number) - 1;
    if (tokens.count !== 1 || length < 2) continue;
    const sum = sumUnits(units, 32 - unitBits, tokens.stream, 1, length);
    yield [tokens.hashes[0] as number, length, sum];
  }
}
