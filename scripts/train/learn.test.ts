import { expect, test } from 'vitest';
import { encodeLinearWeights } from '../../models/src/linear/linear-weights.ts';
import { createLinearModel } from '../../models/src/linear-model.ts';
import { assess, temperOf } from './assess.ts';
import { commonWords } from './common-words.ts';
import { classes, type TrainingText } from './examples.ts';
import { type Learner, learn, toModel } from './learn.ts';
import { readLexicons } from './lexicons.ts';
import { makeMatrix } from './matrix.ts';
import { recipe } from './recipe.ts';

const small = { ...recipe, wordBits: 12, unitBits: 12, minCount: 1 };
const moods = [
  ['sad', 'awful', 'hate', 'broken', 'terrible'],
  ['monday', 'opens', 'report', 'street', 'number'],
  ['happy', 'lovely', 'great', 'enjoyed', 'wonderful'],
];
const fillers = ['the', 'a', 'day', 'this', 'was', 'in', 'shop', 'we'];

/** Three words that say nothing and one that does, each class its own. */
function invented(count: number, seed: number): TrainingText[] {
  let state = seed;
  const pick = (words: readonly string[]): string => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return words[Math.floor((state / 2 ** 32) * words.length)] as string;
  };
  return Array.from({ length: count }, (_, i) => {
    const gold = i % 3;
    const text = `${pick(fillers)} ${pick(moods[gold] as string[])} ${pick(fillers)} ${pick(fillers)}`;
    return { text, gold, source: '', taught: undefined };
  });
}

function learnerOf(texts: readonly TrainingText[]): Learner {
  const all = texts.map(({ text }) => text);
  return {
    texts,
    matrix: makeMatrix(all, { ...small, lexicons: readLexicons() }),
    commonWords: commonWords(all, 100),
    recipe: small,
    name: 'mine',
  };
}

const texts = invented(300, 1);
const learner = learnerOf(texts);
const rows = [...texts.keys()];
const learnt = learn(learner, rows);

test('it learns what is to be learnt', () => {
  expect(assess(toModel(learner, learnt), invented(90, 2)).macroRecall).toBe(1);
});

test('the same texts give the same bytes', () => {
  const again = learnerOf(invented(300, 1));
  expect(encodeLinearWeights(toModel(again, learn(again, rows)))).toEqual(
    encodeLinearWeights(toModel(learner, learnt)),
  );
});

test('whole numbers cost next to nothing: the model scores as the weights do', () => {
  const model = createLinearModel(toModel(learner, learnt));
  expect(model.name).toBe('mine');
  expect(model.score('a lovely day').score).toBeGreaterThan(0.3);
  expect(model.score('an awful day').score).toBeLessThan(-0.3);
});

test('classes count alike however rare one is', () => {
  const rare = texts.filter(({ gold }, i) => gold !== 0 || i % 10 === 0);
  const unequal = learnerOf(rare);
  const model = toModel(unequal, learn(unequal, [...rare.keys()]));
  expect(assess(model, invented(90, 3)).macroRecall).toBeGreaterThan(0.95);
});

test('a teacher is followed where nobody has said anything', () => {
  const taught = texts.map((text): TrainingText => {
    const shares: readonly [number, number] = text.gold === 0 ? [1, 0] : text.gold === 1 ? [0, 0] : [0, 1];
    return { ...text, gold: -1, taught: shares };
  });
  const pupil = learnerOf(taught);
  expect(assess(toModel(pupil, learn(pupil, rows)), invented(90, 4)).macroRecall).toBe(1);
});

test('who is right less often than sure is tempered, who is right more often is not', () => {
  const noisy = texts.map((text, i) => (i % 4 === 0 ? { ...text, gold: (text.gold + 1) % 3 } : text));
  expect(temperOf(learner.matrix, learnt.weights, noisy, rows)).toBeLessThan(0.6);
  expect(temperOf(learner.matrix, learnt.weights, texts, rows)).toBeGreaterThan(1);
});

test('the commonest words come first, rare ones not at all', () => {
  const words = commonWords([...Array(20).fill('the THE cat'), ...Array(9).fill('rare')], 10);
  expect(words).toEqual(['the', 'cat']);
});

test('classes are in the order of labels', () => {
  expect(classes).toEqual(['negative', 'neutral', 'positive']);
});
