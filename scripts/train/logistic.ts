import { exactExp, exactLog } from '../../models/src/linear/exact-math.ts';
import type { Matrix } from './matrix.ts';
import { minimise } from './minimise.ts';

export const numClasses = 3;

/** What is to be learnt. */
export interface Targets {
  /** The rows to learn from, in this order. */
  readonly rows: Uint32Array;
  /** By row of the matrix, three a row: the share of each class; they sum to 1. */
  readonly shares: Float32Array;
  /** By row: what it counts. */
  readonly weights: Float32Array;
}

export interface LogisticOptions {
  /** λ of λ/2·|w|². */
  readonly l2: number;
  readonly maxIterations: number;
  /** Weights to begin at and to stay near; default: 0. */
  readonly prior?: Float64Array;
  readonly log?: (line: string) => void;
}

/** Three weights for each column, then the three biases. */
export type Weights = Float64Array;

/**
 * Multinomial logistic regression: the weights that minimise the mean cross-entropy of the targets plus the
 * penalty. The same input gives the same bits on every machine.
 */
export function trainLogistic(matrix: Matrix, targets: Targets, options: LogisticOptions): Weights {
  const size = (matrix.numColumns + 1) * numClasses;
  const prior = options.prior ?? new Float64Array(size);
  const rounded = new Float32Array(size); // half the memory to walk through
  const totalWeight = targets.rows.reduce((sum, row) => sum + (targets.weights[row] as number), 0);
  const gradientOf = new Float32Array(size);

  function loss(point: Float64Array, gradient: Float64Array): number {
    rounded.set(point);
    gradientOf.fill(0);
    let sum = 0;
    const scores = new Float64Array(numClasses);
    for (const row of targets.rows) {
      sum += addRow(matrix, targets, row, rounded, gradientOf, scores, totalWeight);
    }
    let penalty = 0;
    const biases = size - numClasses;
    for (let i = 0; i < size; i++) {
      const away = i < biases ? (point[i] as number) - (prior[i] as number) : 0;
      penalty += away * away;
      gradient[i] = (gradientOf[i] as number) + options.l2 * away;
    }
    return sum + (options.l2 * penalty) / 2;
  }

  return minimise(loss, prior.slice(), options);
}

/** The scores of a row's classes. */
export function scoreRow(
  matrix: Matrix,
  row: number,
  weights: Float32Array | Float64Array,
  scores: Float64Array,
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
  scores[0] = (weights[biases] as number) + a * words + d * units;
  scores[1] = (weights[biases + 1] as number) + b * words + e * units;
  scores[2] = (weights[biases + 2] as number) + c * words + f * units;
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

function addRow(
  matrix: Matrix,
  { shares, weights: rowWeights }: Targets,
  row: number,
  weights: Float32Array,
  gradient: Float32Array,
  scores: Float64Array,
  totalWeight: number,
): number {
  scoreRow(matrix, row, weights, scores);
  const weight = (rowWeights[row] as number) / totalWeight;
  let loss = 0;
  for (let k = 0; k < numClasses; k++) {
    loss -= (shares[row * numClasses + k] as number) * (scores[k] as number);
  }
  loss += softmax(scores);
  const a = weight * ((scores[0] as number) - (shares[row * numClasses] as number));
  const b = weight * ((scores[1] as number) - (shares[row * numClasses + 1] as number));
  const c = weight * ((scores[2] as number) - (shares[row * numClasses + 2] as number));
  const { columns, unitStarts, starts, wordScales, unitScales, numColumns } = matrix;
  const middle = unitStarts[row] as number;
  addTo(gradient, columns, starts[row] as number, middle, wordScales[row] as number, a, b, c);
  addTo(gradient, columns, middle, starts[row + 1] as number, unitScales[row] as number, a, b, c);
  const biases = numColumns * numClasses;
  gradient[biases] = (gradient[biases] as number) + a;
  gradient[biases + 1] = (gradient[biases + 1] as number) + b;
  gradient[biases + 2] = (gradient[biases + 2] as number) + c;
  return weight * loss;
}

function addTo(
  gradient: Float32Array,
  columns: Uint32Array,
  start: number,
  end: number,
  scale: number,
  a: number,
  b: number,
  c: number,
): void {
  const x = a * scale;
  const y = b * scale;
  const z = c * scale;
  for (let i = start; i < end; i++) {
    const at = (columns[i] as number) * numClasses;
    gradient[at] = (gradient[at] as number) + x;
    gradient[at + 1] = (gradient[at + 1] as number) + y;
    gradient[at + 2] = (gradient[at + 2] as number) + z;
  }
}
