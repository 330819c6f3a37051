import { describe, expect, test } from 'vitest';
import { evaluate } from './evaluate.ts';
import { readExamples } from './read-examples.ts';
import type { Label, SentimentModel } from './sentiment-model.ts';

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

test('refuses no examples', () => {
  expect(() => evaluate(echo, [])).toThrow(expect.objectContaining({ code: 'NO_EXAMPLES' }));
});

describe('readExamples', () => {
  test('takes content or lines; skips blanks, further columns, CR and a byte order mark', () => {
    const content = '\uFEFFpositive\tgood day\r\n\nneutral\tso so\torigin\tmore\n  \nnegative\t\n';
    const expected = [
      { label: 'positive', text: 'good day' },
      { label: 'neutral', text: 'so so' },
      { label: 'negative', text: '' },
    ];
    expect(readExamples(content)).toEqual(expected);
    expect(readExamples(content.split('\n'))).toEqual(expected);
    expect(readExamples('')).toEqual([]);
  });

  test.each([
    ['another label', 'neutral\ta\n\nhappy\tb', 'line 3 has the label "happy"'],
    ['a label in capitals', 'Positive\ta', 'line 1 has the label "Positive"'],
    ['a name of Object.prototype', 'constructor\ta', 'line 1 has the label "constructor"'],
    ['no tab', 'neutral\ta\ngood', 'line 2 has no tab: "good"'],
    ['a long line, cut', `x${'y'.repeat(99)}`, `line 1 has no tab: "x${'y'.repeat(38)}…"`],
    ['control characters, escaped', '\u001b[2J\ta', 'line 1 has the label "\\u001b[2J"'],
  ])('refuses %s', (_name, content, message) => {
    expect(() => readExamples(content)).toThrow(
      expect.objectContaining({ code: 'BAD_EXAMPLE', message: expect.stringContaining(message) }),
    );
  });
});
