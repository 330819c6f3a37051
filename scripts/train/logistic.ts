import { numClasses } from './examples.ts';
import type { Matrix } from './matrix.ts';
import { classOfPeak, firstPeakOf, makePeaks, numPeaks } from './peaks.ts';
import { scoreRow, softmax } from './score-row.ts';

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
  /** How often all rows are gone through. */
  readonly epochs: number;
  /** How far a weight goes at first. */
  readonly rate: number;
  /** Columns to learn; the others keep the weight 0. Default: all. */
  readonly columns?: Uint32Array;
  readonly log?: (line: string) => void;
}

/**
 * Three weights for each column, then the three biases, then three for each number of the lexicons, then three for each
 * peak.
 */
export type Weights = Float64Array;

/** What each weight's squared gradients begin at. */
const firstSquare = 1e-3;
/** What lexicons and peaks count moves with most rows: by shorter steps. */
const sharedRate = 0.3;
/** Biases go by plain steps of this part of the rate: every row moves them. */
const biasRate = 0.01;
const firstPeak = 0.1;
const seed = 1;

/**
 * Multinomial logistic regression by AdaGrad: rows in an order shuffled anew each time, each weight's steps the
 * shorter the more it has moved. Nothing but the number of epochs keeps weights small. The mean of the weights
 * after each epoch of the later half is returned. The same input gives the same bits on every machine.
 */
export function trainLogistic(matrix: Matrix, targets: Targets, options: LogisticOptions): Weights {
  const { epochs, rate, log } = options;
  const size = (matrix.numColumns + 1 + matrix.lexicons.width + numPeaks) * numClasses;
  const weights = new Float32Array(size);
  // A peak is for its own class at first, so that it has a slope.
  for (let peak = 0; peak < numPeaks; peak++) {
    weights[firstPeakOf(matrix) + peak * numClasses + classOfPeak(peak)] = firstPeak;
  }
  const isLearnt = new Uint8Array(matrix.numColumns);
  if (options.columns === undefined) isLearnt.fill(1);
  else for (const column of options.columns) isLearnt[column] = 1;
  const squares = new Float32Array(size).fill(firstSquare);
  const means = new Float64Array(size);
  const rows = targets.rows.slice();
  const random = makeRandom(seed);
  const numAveraged = Math.ceil((epochs + 1) / 2);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    shuffle(rows, random);
    const loss = runEpoch(matrix, targets, rows, weights, squares, isLearnt, rate);
    log?.(`epoch ${epoch}: ${loss.toFixed(6)}`);
    if (epoch <= epochs - numAveraged) continue;
    for (let i = 0; i < size; i++) means[i] = (means[i] as number) + (weights[i] as number) / numAveraged;
  }
  return means;
}

/** Goes through all rows once; returns their mean cross-entropy, each as it was met. */
function runEpoch(
  matrix: Matrix,
  { shares, weights: rowWeights }: Targets,
  rows: Uint32Array,
  weights: Float32Array,
  squares: Float32Array,
  isLearnt: Uint8Array,
  rate: number,
): number {
  const { columns, unitStarts, starts, wordScales, unitScales, numColumns, lexicons, lexiconSums } = matrix;
  const biases = numColumns * numClasses;
  const scores = new Float64Array(numClasses);
  const peaks = makePeaks();
  let loss = 0;
  let total = 0;

  /** Moves the weights of a row's columns against their gradient a, b, c. */
  function step(start: number, end: number, a: number, b: number, c: number): void {
    for (let i = start; i < end; i++) {
      const column = columns[i] as number;
      if (isLearnt[column] === 0) continue;
      const at = column * numClasses;
      const squareA = (squares[at] as number) + a * a;
      const squareB = (squares[at + 1] as number) + b * b;
      const squareC = (squares[at + 2] as number) + c * c;
      squares[at] = squareA;
      squares[at + 1] = squareB;
      squares[at + 2] = squareC;
      weights[at] = (weights[at] as number) - (rate * a) / Math.sqrt(squareA);
      weights[at + 1] = (weights[at + 1] as number) - (rate * b) / Math.sqrt(squareB);
      weights[at + 2] = (weights[at + 2] as number) - (rate * c) / Math.sqrt(squareC);
    }
  }

  /** Moves one weight against its gradient. */
  function move(at: number, slope: number, part: number): void {
    const square = (squares[at] as number) + slope * slope;
    squares[at] = square;
    weights[at] = (weights[at] as number) - (rate * part * slope) / Math.sqrt(square);
  }

  /** Moves what a peak counts, and the weights of the token that has it. */
  function movePeak(peak: number, a: number, b: number, c: number): void {
    const column = peaks.columns[peak] as number;
    if (column < 0) return;
    const height = peaks.heights[peak] as number;
    const at = firstPeakOf(matrix) + peak * numClasses;
    const slope =
      a * (weights[at] as number) + b * (weights[at + 1] as number) + c * (weights[at + 2] as number);
    move(at, a * height, sharedRate);
    move(at + 1, b * height, sharedRate);
    move(at + 2, c * height, sharedRate);
    const own = classOfPeak(peak);
    if (isLearnt[column] === 1) {
      move(column * numClasses + own, slope, 1);
      move(column * numClasses + 1, -slope, 1);
    }
    const said = matrix.lexiconStarts[column] as number;
    if (said < 0) return;
    for (let i = 0; i < lexicons.width; i++) {
      const value = matrix.lexiconValues[said + i] as number;
      if (value === 0) continue;
      move(biases + (i + 1) * numClasses + own, value * slope, sharedRate);
      move(biases + (i + 1) * numClasses + 1, -value * slope, sharedRate);
    }
  }

  for (const row of rows) {
    const weight = rowWeights[row] as number;
    const first = row * numClasses;
    scoreRow(matrix, row, weights, scores, peaks);
    let surprise = 0;
    for (let k = 0; k < numClasses; k++) {
      surprise -= (shares[first + k] as number) * (scores[k] as number);
    }
    surprise += softmax(scores);
    loss += weight * surprise;
    total += weight;
    const a = weight * ((scores[0] as number) - (shares[first] as number));
    const b = weight * ((scores[1] as number) - (shares[first + 1] as number));
    const c = weight * ((scores[2] as number) - (shares[first + 2] as number));
    const middle = unitStarts[row] as number;
    const words = wordScales[row] as number;
    const units = unitScales[row] as number;
    step(starts[row] as number, middle, a * words, b * words, c * words);
    step(middle, starts[row + 1] as number, a * units, b * units, c * units);
    for (let i = 0; i < lexicons.width; i++) {
      const said = (lexiconSums[row * lexicons.width + i] as number) * words;
      if (said === 0) continue;
      const at = biases + (i + 1) * numClasses;
      move(at, a * said, sharedRate);
      move(at + 1, b * said, sharedRate);
      move(at + 2, c * said, sharedRate);
    }
    for (let peak = 0; peak < numPeaks; peak++) movePeak(peak, a, b, c);
    weights[biases] = (weights[biases] as number) - rate * biasRate * a;
    weights[biases + 1] = (weights[biases + 1] as number) - rate * biasRate * b;
    weights[biases + 2] = (weights[biases + 2] as number) - rate * biasRate * c;
  }
  return loss / total;
}

/** Numbers from 0 to below 1, the same for the same seed. */
function makeRandom(start: number): () => number {
  let state = start;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function shuffle(rows: Uint32Array, random: () => number): void {
  for (let i = rows.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const row = rows[i] as number;
    rows[i] = rows[j] as number;
    rows[j] = row;
  }
}
