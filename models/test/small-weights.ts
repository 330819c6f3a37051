import { makeKnownWords } from '../src/linear/known-words.ts';
import type { LinearWeights } from '../src/linear/linear-weights.ts';
import { sumUnits } from '../src/linear/sum-units.ts';
import { sharedTokeniser } from '../src/tokeniser/tokeniser.ts';

/** Weights of a model that knows nothing: any numbers, the same each time, all values of a byte among them. */
export function smallWeights(knownWords: readonly string[] = ['good', 'never', "don't"]): LinearWeights {
  let state = 7;
  const block = (bits: number): Int16Array =>
    Int16Array.from({ length: 2 ** bits }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
      return state >> 16;
    });
  const unitBits = 9;
  const units = block(unitBits);
  const { tokens, read } = sharedTokeniser();
  const sums = knownWords.map((word): [number, number, number] => {
    read(word);
    const length = (tokens.streamEnds[0] as number) - 1;
    const sum = sumUnits(units, 32 - unitBits, tokens.stream, 1, length);
    return [tokens.hashes[0] as number, length, sum];
  });
  return {
    name: 'small',
    wordBits: 10,
    unitBits,
    wordScale: 0.013,
    unitScale: 0.007,
    negativeBias: -0.11,
    positiveBias: 0.07,
    words: block(10),
    units,
    known: makeKnownWords(sums, 4),
  };
}
