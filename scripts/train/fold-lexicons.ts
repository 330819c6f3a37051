import { numClasses } from './examples.ts';
import type { Weights } from './logistic.ts';
import type { Matrix } from './matrix.ts';
import { firstPeakOf } from './peaks.ts';

/**
 * Gives what the lexicons say of a word to the word's own columns, so that a model needs no lexicon: all scores stay
 * what they were where these columns have a place.
 */
export function foldLexicons(matrix: Matrix, weights: Weights): Weights {
  const { hashes, firstUnit, numColumns, lexicons } = matrix;
  const folded = weights.slice();
  const first = (numColumns + 1) * numClasses;
  folded.fill(0, first, firstPeakOf(matrix));
  for (let column = 0; column < firstUnit; column++) {
    lexicons.values.get(hashes[column] as number)?.forEach((value, i) => {
      for (let k = 0; k < numClasses; k++) {
        const at = column * numClasses + k;
        folded[at] = (folded[at] as number) + value * (weights[first + i * numClasses + k] as number);
      }
    });
  }
  return folded;
}
