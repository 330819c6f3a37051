import { expect, test } from 'vitest';
import { bootstrapMacroRecall } from './bootstrap.ts';

const row = (negative: number, neutral: number, positive: number) => ({ negative, neutral, positive });
const none = row(0, 0, 0);

test('is where theory puts it', () => {
  // Recalls of 0.8, 0.6 and 0.7 of 400 examples each: the mean's standard error is 0.0127.
  const confusion = { negative: row(320, 40, 40), neutral: row(80, 240, 80), positive: row(60, 60, 280) };
  const [low, high] = bootstrapMacroRecall(confusion);
  expect(low).toBeCloseTo(0.7 - 1.96 * 0.0127, 2);
  expect(high).toBeCloseTo(0.7 + 1.96 * 0.0127, 2);
});

test('the same seed gives the same interval, another one nearly the same', () => {
  const confusion = { negative: row(50, 20, 9), neutral: row(20, 90, 20), positive: row(5, 30, 99) };
  expect(bootstrapMacroRecall(confusion, 7)).toEqual(bootstrapMacroRecall(confusion, 7));
  const [low, high] = bootstrapMacroRecall(confusion, 8);
  expect(bootstrapMacroRecall(confusion, 7)).not.toEqual([low, high]);
  expect(bootstrapMacroRecall(confusion, 7)[0]).toBeCloseTo(low, 1);
  expect(bootstrapMacroRecall(confusion, 7)[1]).toBeCloseTo(high, 1);
});

test.each([
  ['all right', { negative: row(9, 0, 0), neutral: row(0, 9, 0), positive: row(0, 0, 9) }, [1, 1]],
  ['all wrong', { negative: row(0, 9, 0), neutral: row(9, 0, 0), positive: none }, [0, 0]],
  ['one example', { negative: none, neutral: row(0, 1, 0), positive: none }, [1, 1]],
])('%s', (_name, confusion, expected) => {
  expect(bootstrapMacroRecall(confusion)).toEqual(expected);
});

test('more examples make it narrower', () => {
  const few = bootstrapMacroRecall({ negative: row(8, 2, 0), neutral: row(2, 8, 0), positive: row(0, 2, 8) });
  const many = bootstrapMacroRecall({
    negative: row(80_000, 20_000, 0),
    neutral: row(20_000, 80_000, 0),
    positive: row(0, 20_000, 80_000),
  });
  expect(few[1] - few[0]).toBeGreaterThan(20 * (many[1] - many[0]));
});
