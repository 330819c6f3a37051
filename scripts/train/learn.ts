import type { LinearWeights } from '../../models/src/linear/linear-weights.ts';
import type { TrainingText } from './examples.ts';
import { numClasses, type Targets, trainLogistic, type Weights } from './logistic.ts';
import type { Matrix } from './matrix.ts';
import { quantise } from './quantise.ts';
import type { Recipe } from './recipe.ts';

export interface Learner {
  readonly texts: readonly TrainingText[];
  readonly matrix: Matrix;
  readonly commonWords: readonly string[];
  readonly recipe: Recipe;
  readonly name: string;
  readonly prior?: Weights;
  readonly log?: (line: string) => void;
}

/** Learns from some of the texts, by their numbers. */
export function learn(learner: Learner, rows: readonly number[]): Weights {
  const { recipe, prior, log } = learner;
  const targets = makeTargets(learner, rows);
  return trainLogistic(learner.matrix, targets, {
    epochs: recipe.epochs,
    rate: recipe.rate,
    ...(prior === undefined ? {} : { prior }),
    ...(log === undefined ? {} : { log }),
  });
}

/** What was learnt, as the model has it. */
export function toModel(learner: Learner, weights: Weights, temper = 1): LinearWeights {
  const { recipe, name, commonWords } = learner;
  return quantise(weights, { ...recipe, name, commonWords, temper });
}

/**
 * The shares of the classes that each row is to get, and its weight: such that the three classes have the same
 * weight in all, as they have in macro-averaged recall.
 */
function makeTargets({ texts, recipe }: Learner, rows: readonly number[]): Targets {
  const shares = new Float32Array(texts.length * numClasses);
  const weights = new Float32Array(texts.length);
  const totals = new Float64Array(numClasses);
  let total = 0;
  for (const row of rows) {
    const { gold, taught } = texts[row] as TrainingText;
    const trust = gold < 0 ? 0 : taught === undefined ? 1 : recipe.goldTrust;
    const weight = gold < 0 ? recipe.taughtWeight : 1;
    const [negative, positive] = taught ?? [0, 0];
    const said = [negative, Math.max(0, 1 - negative - positive), positive];
    for (let k = 0; k < numClasses; k++) {
      const share = (1 - trust) * (said[k] as number) + (k === gold ? trust : 0);
      shares[row * numClasses + k] = share;
      totals[k] = (totals[k] as number) + weight * share;
    }
    weights[row] = weight;
    total += weight;
  }
  for (const row of rows) {
    let balance = 0;
    for (let k = 0; k < numClasses; k++) {
      const share = shares[row * numClasses + k] as number;
      if (share > 0) balance += (share * total) / (numClasses * (totals[k] as number));
    }
    weights[row] = (weights[row] as number) * balance;
  }
  return { rows: Uint32Array.from(rows), shares, weights };
}
