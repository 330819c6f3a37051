import { makeKnownWords } from '../../models/src/linear/known-words.ts';
import type { LinearWeights, PeakScale } from '../../models/src/linear/linear-weights.ts';
import { sumUnits } from '../../models/src/linear/sum-units.ts';
import { planSlots, toSlot, type WeightTable } from '../../models/src/linear/weight-table.ts';
import { sharedTokeniser } from '../../models/src/tokeniser/tokeniser.ts';
import { numClasses } from './examples.ts';
import type { Learnt } from './learn.ts';
import type { Matrix } from './matrix.ts';
import { firstPeakOf } from './peaks.ts';

export interface QuantiseOptions {
  readonly wordBits: number;
  readonly unitBits: number;
  readonly unitGain: number;
  readonly name: string;
  /** All scores are multiplied by this: below 1 when the model is surer of itself than it is right. */
  readonly temper: number;
  /** The common words, the commonest first. */
  readonly commonWords: readonly string[];
}

/** Room for 32,768 words: 256 kB. */
const knownBits = 15;
/** The sums of these are 0; they are known so that nobody need ask first whether a token has units. */
const commonMarks =
  'https://t.co/a @a 1 . , ! ? \' " : ; - ( ) & / … !! ?? ?! ... * = + % $ ~ > < | :) :( ;) :D <3 :P'.split(
    ' ',
  );
const most = 127;

/** The weights as a model has them: whole numbers, negative and positive against neutral. */
export function quantise(
  matrix: Matrix,
  { weights, columns }: Learnt,
  options: QuantiseOptions,
): LinearWeights {
  const { hashes, firstUnit, numColumns } = matrix;
  const { wordBits, unitBits, unitGain, temper, commonWords } = options;
  const against = (column: number, k: number): number =>
    (weights[column * numClasses + k] as number) - (weights[column * numClasses + 1] as number);

  function pack(chosen: Uint32Array, bits: number): { readonly step: number; readonly table: WeightTable } {
    let highest = 0;
    for (const column of chosen) {
      highest = Math.max(highest, Math.abs(against(column, 0)), Math.abs(against(column, 2)));
    }
    const step = highest === 0 ? 1 : highest / most;
    const slots = new Int32Array(2 ** bits);
    const plan = planSlots(bits);
    for (const column of chosen) {
      const hash = hashes[column] as number;
      const [negative, positive] = [against(column, 0), against(column, 2)].map((x) => Math.round(x / step));
      slots[plan.place(hash)] = toSlot(hash, negative as number, positive as number);
    }
    return { step, table: { bits, slots } };
  }

  const words = pack(
    columns.filter((column) => column < firstUnit),
    wordBits,
  );
  const units = pack(
    columns.filter((column) => column >= firstUnit),
    unitBits,
  );
  const firstPeak = firstPeakOf(matrix) / numClasses;
  const peakScale = (peak: number): PeakScale => ({
    forNegative: against(firstPeak + peak, 0) * words.step * temper,
    forPositive: against(firstPeak + peak, 2) * words.step * temper,
  });
  return {
    name: options.name,
    wordScale: words.step * temper,
    unitScale: units.step * unitGain * temper,
    negativeBias: against(numColumns, 0) * temper,
    positiveBias: against(numColumns, 2) * temper,
    peaks: { negative: peakScale(0), positive: peakScale(1) },
    words: words.table,
    units: units.table,
    known: makeKnownWords(sumsOf([...commonMarks, ...commonWords], units.table), knownBits),
  };
}

function* sumsOf(
  words: readonly string[],
  { slots, bits }: WeightTable,
): Iterable<[hash: number, length: number, sum: number]> {
  const { tokens, read } = sharedTokeniser();
  for (const word of words) {
    read(word);
    const length = (tokens.streamEnds[0] as number) - 1;
    if (tokens.count !== 1) continue;
    const sum = length < 2 ? 0 : sumUnits(slots, 32 - bits, tokens.stream, 1, length);
    yield [tokens.hashes[0] as number, length, sum];
  }
}
