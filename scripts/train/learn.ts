import type { LinearWeights } from '../../models/src/linear/linear-weights.ts';
import { chooseFeatures } from './choose-features.ts';
import { numClasses, type TrainingText } from './examples.ts';
import { foldLexicons } from './fold-lexicons.ts';
import { type Targets, trainLogistic, type Weights } from './logistic.ts';
import type { Matrix } from './matrix.ts';
import { quantise } from './quantise.ts';
import type { Recipe } from './recipe.ts';

/** A few texts are gone through as often as it takes for so many steps. */
const minSteps = 20_000;

export interface Learner {
  readonly texts: readonly TrainingText[];
  readonly matrix: Matrix;
  readonly commonWords: readonly string[];
  readonly recipe: Recipe;
  readonly name: string;
  readonly log?: (line: string) => void;
}

export interface Learnt {
  readonly weights: Weights;
  /** The columns that have weights, as {@link chooseFeatures} gives them. */
  readonly columns: Uint32Array;
}

/**
 * Learns from some of the texts, by their numbers: first with all features, to choose those that matter, then again
 * with these alone.
 */
export function learn(learner: Learner, rows: readonly number[]): Learnt {
  const { recipe, matrix, log } = learner;
  const targets = makeTargets(learner, rows);
  const epochs = Math.max(recipe.epochs, Math.ceil(minSteps / Math.max(1, rows.length)));
  const options = { epochs, rate: recipe.rate, ...(log === undefined ? {} : { log }) };
  const all = foldLexicons(matrix, trainLogistic(matrix, targets, options));
  const columns = chooseFeatures(matrix, rows, all, recipe);
  log?.(`${columns.length} features of ${matrix.numColumns}`);
  const weights = foldLexicons(matrix, trainLogistic(matrix, targets, { ...options, columns }));
  const biases = matrix.numColumns * numClasses;
  weights[biases] = (weights[biases] as number) + recipe.negativeLean;
  weights[biases + 2] = (weights[biases + 2] as number) + recipe.positiveLean;
  return { weights, columns };
}

/** What was learnt, as the model has it. */
export function toModel(learner: Learner, learnt: Learnt, temper = 1): LinearWeights {
  const { recipe, name, commonWords, matrix } = learner;
  return quantise(matrix, learnt, { ...recipe, name, commonWords, temper });
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
