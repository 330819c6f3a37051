import { numClasses } from './examples.ts';
import type { Matrix } from './matrix.ts';

/** The highest weights against neutral among a row's tokens alone: the first for negative, the second for positive. */
export interface Peaks {
  /** 0 where no token has more. */
  readonly heights: Float64Array;
  /** The columns of the tokens that have them; −1 where none has. */
  readonly columns: Int32Array;
}

export const numPeaks = 2;

/** The class that a peak is of. */
export function classOfPeak(peak: number): number {
  return peak === 0 ? 0 : numClasses - 1;
}

export function makePeaks(): Peaks {
  return { heights: new Float64Array(numPeaks), columns: new Int32Array(numPeaks) };
}

/** Where the weights of the peaks begin. */
export function firstPeakOf({ numColumns, lexicons }: Matrix): number {
  return (numColumns + 1 + lexicons.width) * numClasses;
}

/** Finds the peaks of a row; what the lexicons say of a token is part of its weight. */
export function findPeaks(
  matrix: Matrix,
  row: number,
  weights: Float32Array | Float64Array,
  { heights, columns: found }: Peaks,
): void {
  const { columns, starts, unitStarts, isToken, numColumns, lexicons, lexiconStarts, lexiconValues } = matrix;
  const end = unitStarts[row] as number;
  heights.fill(0);
  found.fill(-1);
  for (let i = starts[row] as number; i < end; i++) {
    const column = columns[i] as number;
    if (isToken[column] === 0) continue;
    const own = column * numClasses;
    let neutral = weights[own + 1] as number;
    let negative = weights[own] as number;
    let positive = weights[own + 2] as number;
    const said = lexiconStarts[column] as number;
    if (said >= 0) {
      for (let k = 0; k < lexicons.width; k++) {
        const value = lexiconValues[said + k] as number;
        const at = (numColumns + 1 + k) * numClasses;
        negative += value * (weights[at] as number);
        neutral += value * (weights[at + 1] as number);
        positive += value * (weights[at + 2] as number);
      }
    }
    if (negative - neutral > (heights[0] as number)) {
      heights[0] = negative - neutral;
      found[0] = column;
    }
    if (positive - neutral > (heights[1] as number)) {
      heights[1] = positive - neutral;
      found[1] = column;
    }
  }
}
