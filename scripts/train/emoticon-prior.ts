import { numClasses, trainLogistic, type Weights } from './logistic.ts';
import { makeMatrix } from './matrix.ts';
import type { LabelledText } from './read-corpus.ts';
import type { Recipe } from './recipe.ts';

/** What words say of the emoticons that texts had: as much for positive as against negative. */
export function emoticonPrior(texts: readonly LabelledText[], recipe: Recipe): Weights {
  const matrix = makeMatrix(
    texts.map(({ text }) => text),
    recipe,
  );
  const shares = new Float32Array(texts.length * numClasses);
  texts.forEach(({ label }, row) => {
    shares[row * numClasses + (label === 'positive' ? 2 : 0)] = 1;
  });
  const rows = Uint32Array.from(texts, (_, row) => row);
  const weights = trainLogistic(
    matrix,
    { rows, shares, weights: new Float32Array(texts.length).fill(1) },
    recipe,
  );
  const biases = weights.length - numClasses;
  for (let at = 0; at < weights.length; at += numClasses) {
    const lean = ((weights[at + 2] as number) - (weights[at] as number)) / 2;
    weights[at] = at < biases ? -lean * recipe.emoticonPrior : 0;
    weights[at + 1] = 0;
    weights[at + 2] = at < biases ? lean * recipe.emoticonPrior : 0;
  }
  return weights;
}
