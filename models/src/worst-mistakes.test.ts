import { expect, test } from 'vitest';
import type { Label, Sentiment } from './sentiment-model.ts';
import { keepWorstMistakes } from './worst-mistakes.ts';

const said = (label: Label, score: number): Sentiment => ({
  label,
  score,
  words: [{ word: 'w', weight: score }],
});

/** Texts of the mistakes that are kept of these: [people's label, the model's, score]. */
function worst(limit: number, scored: readonly (readonly [Label, Label, number])[]): string[] {
  const mistakes = keepWorstMistakes(limit);
  scored.forEach(([label, model, score], i) => {
    mistakes.add({ label, text: `${model} ${score} #${i}`, line: i + 1 }, said(model, score));
  });
  return mistakes.all().map(({ text }) => text);
}

test('the most confident first, wrong neutrals last, equal ones in order; what is right is none', () => {
  expect(
    worst(10, [
      ['positive', 'positive', 9],
      ['positive', 'neutral', 0.3],
      ['negative', 'positive', 2],
      ['positive', 'negative', -5],
      ['neutral', 'positive', 2],
      ['negative', 'neutral', 0],
    ]),
  ).toEqual(['negative -5 #3', 'positive 2 #2', 'positive 2 #4', 'neutral 0.3 #1', 'neutral 0 #5']);
});

test('keeps no more than asked for, of however many', () => {
  const many = Array.from(
    { length: 10_000 },
    (_, i) => ['negative', 'positive', (i * 7_919) % 10_000] as const,
  );
  expect(worst(3, many).map((text) => text.split(' ')[1])).toEqual(['9999', '9998', '9997']);
  expect(worst(0, many)).toEqual([]);
});

test('has all that is to be shown', () => {
  const mistakes = keepWorstMistakes(1);
  mistakes.add({ label: 'negative', text: 't', line: 4 }, said('positive', 3));
  expect(mistakes.all()).toEqual([
    { label: 'negative', said: 'positive', score: 3, text: 't', line: 4, words: [{ word: 'w', weight: 3 }] },
  ]);
});
