import type { Label } from './sentiment-model.ts';
import type { ByLabel } from './tally.ts';

/** The least and the greatest of what is likely. */
export type Interval = readonly [low: number, high: number];

const allLabels: readonly Label[] = ['negative', 'neutral', 'positive'];
/** Random examples drawn at most: a million examples need no thousand samples, their interval being narrow. */
const mostDraws = 50_000_000;
const mostSamples = 1_000;
const fewestSamples = 200;

/**
 * The 95 % interval of macro recall: what it comes to when as many examples are drawn from these, with repetition,
 * a thousand times over, without the lowest and highest fortieth. Says how much another set of the same kind may
 * differ; nothing of texts of another kind or year.
 *
 * @param confusion `[people's label][the model's]`: examples
 * @param seed the same seed gives the same interval on every machine
 */
export function bootstrapMacroRecall(confusion: ByLabel<ByLabel<number>>, seed = 1): Interval {
  const outcomes = outcomesOf(confusion);
  const numSamples = Math.max(fewestSamples, Math.min(mostSamples, Math.floor(mostDraws / outcomes.length)));
  const random = makeRandom(seed);
  const counts = new Float64Array(allLabels.length ** 2);
  const recalls = Float64Array.from({ length: numSamples }, () => {
    counts.fill(0);
    for (let i = 0; i < outcomes.length; i++) {
      const drawn = outcomes[random(outcomes.length)] as number;
      counts[drawn] = (counts[drawn] as number) + 1;
    }
    return macroRecallOf(counts);
  }).sort();
  const at = (share: number): number => recalls[Math.round(share * (numSamples - 1))] as number;
  return [at(0.025), at(0.975)];
}

/** Of each example, 3 × people's label + the model's. */
function outcomesOf(confusion: ByLabel<ByLabel<number>>): Uint8Array {
  const cells = allLabels.flatMap((truth) => allLabels.map((said) => confusion[truth][said]));
  const outcomes = new Uint8Array(cells.reduce((sum, count) => sum + count, 0));
  let at = 0;
  cells.forEach((count, cell) => {
    outcomes.fill(cell, at, at + count);
    at += count;
  });
  return outcomes;
}

function macroRecallOf(counts: Float64Array): number {
  const size = allLabels.length;
  let sum = 0;
  let labels = 0;
  for (let truth = 0; truth < size; truth++) {
    const total = counts.subarray(truth * size, (truth + 1) * size).reduce((all, count) => all + count, 0);
    if (total === 0) continue;
    sum += (counts[truth * size + truth] as number) / total;
    labels++;
  }
  return labels === 0 ? 0 : sum / labels;
}

/** mulberry32: whole numbers from 0 to below a limit, always the same ones for a seed. */
function makeRandom(seed: number): (limit: number) => number {
  let state = seed | 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}
