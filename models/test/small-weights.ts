import { collectFeatures, makeFeatures } from '../src/linear/collect-features.ts';
import { makeKnownWords } from '../src/linear/known-words.ts';
import type { LinearWeights } from '../src/linear/linear-weights.ts';
import { sumUnits } from '../src/linear/sum-units.ts';
import { planSlots, toSlot, type WeightTable } from '../src/linear/weight-table.ts';
import { sharedTokeniser } from '../src/tokeniser/tokeniser.ts';

const sample =
  "not never good bad love hate GOOD soooo the but I can't don't like it at all never :) :( ! !! ? 😂 ❤️ a b ab not good the bad love it";

/** Weights of a model that knows nothing but a few words, of which it has any numbers, the same each time. */
export function smallWeights(knownWords: readonly string[] = ['good', 'never', "don't"]): LinearWeights {
  let state = 7;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state;
  };
  const table = (bits: number, features: Uint32Array): WeightTable => {
    const slots = new Int32Array(2 ** bits);
    const plan = planSlots(bits);
    for (const hash of features) {
      const slot = plan.place(hash);
      if (slot >= 0) slots[slot] = toSlot(hash, random() >> 16, random() >> 24);
    }
    return { bits, slots };
  };
  const { tokens, read } = sharedTokeniser();
  const features = makeFeatures();
  read(sample);
  collectFeatures(tokens, features);
  const words = table(8, features.words.slice(0, features.numWords));
  const units = table(9, features.units.slice(0, features.numUnits));
  const sums = knownWords.map((word): [number, number, number] => {
    read(word);
    const length = (tokens.streamEnds[0] as number) - 1;
    const sum = sumUnits(units.slots, 32 - units.bits, tokens.stream, 1, length);
    return [tokens.hashes[0] as number, length, sum];
  });
  return {
    name: 'small',
    wordScale: 0.013,
    unitScale: 0.007,
    negativeBias: -0.11,
    positiveBias: 0.07,
    peaks: {
      negative: { forNegative: 0.006, forPositive: -0.002 },
      positive: { forNegative: -0.003, forPositive: 0.005 },
    },
    words,
    units,
    known: makeKnownWords(sums, 4),
  };
}
