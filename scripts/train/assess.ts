import { exactExp, exactLog } from '../../models/src/linear/exact-math.ts';
import type { LinearWeights } from '../../models/src/linear/linear-weights.ts';
import { createLinearModel } from '../../models/src/linear-model.ts';
import { classes, numClasses, type TrainingText } from './examples.ts';
import type { Weights } from './logistic.ts';
import type { Matrix } from './matrix.ts';
import { scoreRow, softmax } from './score-row.ts';

/** How often the model is right. */
export interface Assessment {
  /** Mean of the recalls, 0 to 1. */
  readonly macroRecall: number;
  /** Of negative, neutral, positive. */
  readonly recalls: readonly number[];
}

/** Lets the finished model label texts that people have labelled, and that it has not seen. */
export function assess(weights: LinearWeights, texts: readonly TrainingText[]): Assessment {
  const model = createLinearModel(weights);
  const right = new Float64Array(numClasses);
  const all = new Float64Array(numClasses);
  for (const { text, gold } of texts) {
    if (gold < 0) continue;
    all[gold] = (all[gold] as number) + 1;
    if (classes[gold] === model.score(text).label) right[gold] = (right[gold] as number) + 1;
  }
  const recalls = [...right].map((number, k) => (all[k] === 0 ? 0 : number / (all[k] as number)));
  return { macroRecall: recalls.reduce((sum, recall) => sum + recall, 0) / numClasses, recalls };
}

/** As percent: `66.12 (70.1 / 61.0 / 67.2)`. */
export function percent({ macroRecall, recalls }: Assessment): string {
  const each = recalls.map((recall) => (100 * recall).toFixed(1)).join(' / ');
  return `${(100 * macroRecall).toFixed(2)} (${each})`;
}

const lowest = 0.3;
const highest = 3;
const numSteps = 40;

/**
 * The factor for all scores under which the probabilities of unseen texts are likeliest, each class counting as
 * much as another.
 */
export function temperOf(
  matrix: Matrix,
  weights: Weights,
  texts: readonly TrainingText[],
  rows: readonly number[],
): number {
  const numOf = new Float64Array(numClasses);
  for (const row of rows) {
    const { gold } = texts[row] as TrainingText;
    numOf[gold] = (numOf[gold] as number) + 1;
  }
  const scores = new Float64Array(numClasses);
  const surprise = (temper: number): number => {
    let sum = 0;
    for (const row of rows) {
      const { gold } = texts[row] as TrainingText;
      scoreRow(matrix, row, weights, scores);
      for (let k = 0; k < numClasses; k++) scores[k] = (scores[k] as number) * temper;
      softmax(scores);
      sum -= exactLog(Math.max(scores[gold] as number, exactExp(-30))) / (numOf[gold] as number);
    }
    return sum;
  };
  let low = lowest;
  let high = highest;
  for (let step = 0; step < numSteps && high - low > 0.001; step++) {
    const third = (high - low) / 3;
    if (surprise(low + third) < surprise(high - third)) high -= third;
    else low += third;
  }
  return Math.round(((low + high) / 2) * 100) / 100;
}
