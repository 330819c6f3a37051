import { exactExp, exactLog } from '../../models/src/linear/exact-math.ts';
import type { Matrix } from './matrix.ts';

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
  /** How often all rows are gone through. */
  readonly epochs: number;
  /** How far a weight goes at first. */
  readonly rate: number;
  /** Columns to learn; the others keep the weight 0. Default: all. */
  readonly columns?: Uint32Array;
  readonly log?: (line: string) => void;
}

/** Three weights for each column, then the three biases, then three for each number of the lexicons. */
export type Weights = Float64Array;

/** What each weight's squared gradients begin at. */
const firstSquare = 1e-3;
/** What lexicons say moves with most rows, too: by shorter steps. */
const lexiconRate = 0.3;
/** Biases go by plain steps of this part of the rate: every row moves them. */
const biasRate = 0.01;
const seed = 1;

/**
 * Multinomial logistic regression by AdaGrad: rows in an order shuffled anew each time, each weight's steps the
 * shorter the more it has moved. Nothing but the number of epochs keeps weights small. The mean of the weights
 * after each epoch of the later half is returned. The same input gives the same bits on every machine.
 */
export function trainLogistic(matrix: Matrix, targets: Targets, options: LogisticOptions): Weights {
  const { epochs, rate, log } = options;
  const size = (matrix.numColumns + 1 + matrix.lexicons.width) * numClasses;
  const weights = new Float32Array(size);
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

  for (const row of rows) {
    const weight = rowWeights[row] as number;
    const first = row * numClasses;
    scoreRow(matrix, row, weights, scores);
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
      for (let k = 0; k < numClasses; k++) {
        const at = biases + (i + 1) * numClasses + k;
        const slope = weight * said * ((scores[k] as number) - (shares[first + k] as number));
        const square = (squares[at] as number) + slope * slope;
        squares[at] = square;
        weights[at] = (weights[at] as number) - (rate * lexiconRate * slope) / Math.sqrt(square);
      }
    }
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
}

/**
 * Gives what the lexicons say of a word to the word's own columns, so that a model needs no lexicon: all scores stay
 * what they were where these columns have a place.
 */
export function foldLexicons({ hashes, firstUnit, numColumns, lexicons }: Matrix, weights: Weights): Weights {
  const folded = weights.slice();
  const first = (numColumns + 1) * numClasses;
  folded.fill(0, first);
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
