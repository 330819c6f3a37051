import { expect, test } from 'vitest';
import { evaluate, evaluateBatches } from './evaluate.ts';
import type { BatchModel, Label, SentimentModel } from './sentiment-model.ts';

/** Says whatever label the text names. */
const echo: SentimentModel = {
  name: 'echo',
  score: (text) => ({ label: text as Label, score: 0, words: [] }),
};

/** Examples as pairs `people>model`. */
function pairs(notation: string) {
  const names: Record<string, Label> = { n: 'negative', o: 'neutral', p: 'positive' };
  return notation.split(' ').map((pair) => {
    const [label, text] = pair.split('>').map((letter) => names[letter] as Label);
    return { label: label as Label, text: text as string };
  });
}

test.each([
  ['all right', 'n>n o>o p>p', 1, 1, 1],
  ['all wrong', 'n>p o>n p>o', 0, 0, 0],
  ['one label always', 'n>p o>p p>p p>p', 1 / 3, 0.5, 1 / 3],
  [
    'recall weighs labels, accuracy examples',
    'n>n n>n n>n n>o o>o o>p p>p',
    (0.75 + 0.5 + 1) / 3,
    5 / 7,
    16 / 21,
  ],
  ['a label without examples is left out', 'n>n n>n p>o p>p', 0.75, 0.75, 5 / 6],
])('%s', (_name, notation, macroRecall, accuracy, f1) => {
  const result = evaluate(echo, pairs(notation));

  expect(result.macroRecall).toBeCloseTo(macroRecall, 12);
  expect(result.accuracy).toBeCloseTo(accuracy, 12);
  expect(result.f1PositiveNegative).toBeCloseTo(f1, 12);
});

test('counts by people’s label, then the model’s', () => {
  expect(evaluate(echo, pairs('n>n n>p p>o'))).toEqual({
    model: 'echo',
    examples: 3,
    macroRecall: 0.25,
    accuracy: 1 / 3,
    f1PositiveNegative: 1 / 3,
    unscored: 0,
    f1: { negative: 2 / 3, neutral: 0, positive: 0 },
    recall: { negative: 0.5, neutral: null, positive: 0 },
    confusion: {
      negative: { negative: 1, neutral: 0, positive: 1 },
      neutral: { negative: 0, neutral: 0, positive: 0 },
      positive: { negative: 0, neutral: 1, positive: 0 },
    },
  });
});

test('measures tweetsPerSecond by the clock it is given', () => {
  let ms = 0;
  const model: SentimentModel = {
    name: 'slow',
    score: () => {
      ms++;
      return { label: 'neutral', score: 0, words: [] };
    },
  };
  expect(evaluate(model, pairs('n>n o>o'), { now: () => ms }).tweetsPerSecond).toBe(1_000);
});

test('hands the language to the model', () => {
  const model: SentimentModel = {
    name: 'lang',
    score: (_text, lang) => ({ label: lang === 'es' ? 'positive' : 'neutral', score: 0, words: [] }),
  };
  expect(evaluate(model, pairs('p>p'), { lang: 'es' }).accuracy).toBe(1);
});

test('what was not scored is neutral, and counted apart', () => {
  const model: SentimentModel = {
    name: 'mute',
    score: () => ({ label: 'neutral', score: 0, words: [], unscored: true }),
  };
  expect(evaluate(model, pairs('n>n o>o'))).toMatchObject({ unscored: 2, accuracy: 0.5 });
});

test('refuses no examples', async () => {
  expect(() => evaluate(echo, [])).toThrow(expect.objectContaining({ code: 'NO_EXAMPLES' }));
  await expect(evaluateBatches(later(echo), [])).rejects.toMatchObject({ code: 'NO_EXAMPLES' });
});

/** A model that answers later. */
function later({ name, score }: SentimentModel): BatchModel {
  return { name, isFast: false, scoreAll: async (texts, lang) => texts.map((text) => score(text, lang)) };
}

test('by batches it comes to the same, every example handed out with what was said of it', async () => {
  const examples = pairs('n>n n>p p>o o>o p>p '.repeat(50).trim());
  const seen: string[] = [];
  const result = await evaluateBatches(later(echo), examples, {
    onScored: (example, { label }) => seen.push(`${example.text}=${label}`),
  });
  expect(result).toEqual(evaluate(echo, examples));
  expect(seen).toEqual(examples.map(({ text }) => `${text}=${text}`));
});

test('by batches only the model is timed', async () => {
  let ms = 0;
  const slow: BatchModel = {
    name: 'slow',
    isFast: false,
    scoreAll: async (texts) => {
      ms += texts.length;
      return texts.map(() => ({ label: 'neutral', score: 0, words: [] }));
    },
  };
  const { tweetsPerSecond } = await evaluateBatches(slow, pairs('n>n '.repeat(100).trim()), {
    now: () => ms,
    onScored: () => {
      ms += 1_000;
    },
  });
  expect(tweetsPerSecond).toBe(1_000);
});
