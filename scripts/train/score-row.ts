import { exactExp, exactLog } from '../../models/src/linear/exact-math.ts';
import { numClasses } from './examples.ts';
import type { Matrix } from './matrix.ts';
import { findPeaks, firstPeakOf, makePeaks, numPeaks, type Peaks } from './peaks.ts';

/** The scores of a row's classes; and its peaks. */
export function scoreRow(
  matrix: Matrix,
  row: number,
  weights: Float32Array | Float64Array,
  scores: Float64Array,
  peaks: Peaks = makePeaks(),
): void {
  const { columns, unitStarts, starts, wordScales, unitScales, numColumns } = matrix;
  const middle = unitStarts[row] as number;
  const end = starts[row + 1] as number;
  let a = 0;
  let b = 0;
  let c = 0;
  for (let i = starts[row] as number; i < middle; i++) {
    const at = (columns[i] as number) * numClasses;
    a += weights[at] as number;
    b += weights[at + 1] as number;
    c += weights[at + 2] as number;
  }
  let d = 0;
  let e = 0;
  let f = 0;
  for (let i = middle; i < end; i++) {
    const at = (columns[i] as number) * numClasses;
    d += weights[at] as number;
    e += weights[at + 1] as number;
    f += weights[at + 2] as number;
  }
  const words = wordScales[row] as number;
  const units = unitScales[row] as number;
  const biases = numColumns * numClasses;
  const { lexicons, lexiconSums } = matrix;
  for (let i = 0; i < lexicons.width; i++) {
    const said = lexiconSums[row * lexicons.width + i] as number;
    const at = biases + (i + 1) * numClasses;
    a += said * (weights[at] as number);
    b += said * (weights[at + 1] as number);
    c += said * (weights[at + 2] as number);
  }
  scores[0] = (weights[biases] as number) + a * words + d * units;
  scores[1] = (weights[biases + 1] as number) + b * words + e * units;
  scores[2] = (weights[biases + 2] as number) + c * words + f * units;
  findPeaks(matrix, row, weights, peaks);
  for (let peak = 0; peak < numPeaks; peak++) {
    const height = peaks.heights[peak] as number;
    const at = firstPeakOf(matrix) + peak * numClasses;
    for (let k = 0; k < numClasses; k++) {
      scores[k] = (scores[k] as number) + height * (weights[at + k] as number);
    }
  }
}

/** Turns scores into probabilities, in place; returns the logarithm of what they were divided by. */
export function softmax(scores: Float64Array): number {
  const most = Math.max(scores[0] as number, scores[1] as number, scores[2] as number);
  let sum = 0;
  for (let k = 0; k < numClasses; k++) {
    const odds = exactExp((scores[k] as number) - most);
    scores[k] = odds;
    sum += odds;
  }
  for (let k = 0; k < numClasses; k++) scores[k] = (scores[k] as number) / sum;
  return exactLog(sum) + most;
}
