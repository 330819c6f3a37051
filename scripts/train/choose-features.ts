import { planSlots } from '../../models/src/linear/weight-table.ts';
import { numClasses } from './examples.ts';
import type { Weights } from './logistic.ts';
import type { Matrix } from './matrix.ts';

export interface ChooseOptions {
  /** Slots of a model's tables of words, of units: 2 to the power of this. */
  readonly wordBits: number;
  readonly unitBits: number;
  /** The most features to choose. */
  readonly maxFeatures: number;
}

/**
 * Chooses the features that matter most and that find a slot in the model's tables: by how far apart a feature's
 * weights are, times the square root of how often the rows have it,
 * counted once more: what a lexicon alone knows has weights, too.
 *
 * @returns their columns, the weightiest first; placed in this order, each finds its slot
 */
export function chooseFeatures(
  matrix: Matrix,
  rows: readonly number[],
  weights: Weights,
  options: ChooseOptions,
): Uint32Array {
  const { numColumns, columns, starts, hashes, firstUnit } = matrix;
  const counts = new Uint32Array(numColumns);
  for (const row of rows) {
    for (let i = starts[row] as number; i < (starts[row + 1] as number); i++) {
      const column = columns[i] as number;
      counts[column] = (counts[column] as number) + 1;
    }
  }
  const importance = Float64Array.from(
    counts,
    (count, column) => Math.sqrt(count + 1) * spreadOf(weights, column),
  );
  const order = Uint32Array.from({ length: numColumns }, (_, column) => column)
    .filter((column) => (importance[column] as number) > 0)
    .sort((a, b) => (importance[b] as number) - (importance[a] as number) || a - b);
  const words = planSlots(options.wordBits);
  const units = planSlots(options.unitBits);
  return order
    .subarray(0, options.maxFeatures)
    .filter((column) => (column < firstUnit ? words : units).place(hashes[column] as number) >= 0);
}

/** How far a column's weights are from their mean. */
function spreadOf(weights: Weights, column: number): number {
  const at = column * numClasses;
  const own = weights.subarray(at, at + numClasses);
  const mean = own.reduce((sum, weight) => sum + weight, 0) / numClasses;
  return Math.sqrt(own.reduce((sum, weight) => sum + (weight - mean) ** 2, 0));
}
