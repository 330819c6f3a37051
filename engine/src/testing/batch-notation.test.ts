import { expect, test } from 'vitest';
import { formatBatches, parseBatches } from './batch-notation.ts';

test('batches are read from text', () => {
  expect(parseBatches('0 1 | a -2.5 | | x')).toEqual([[0, 1], ['a', -2.5], [], ['x']]);
});

test.each(['0 1 | a', 'a | | | b', '', '| a', 'a |', '| | |'])('%j is written as it was read', (text) => {
  expect(formatBatches(parseBatches(text))).toBe(text);
});

test('pairs are written key:value', () => {
  expect(formatBatches([[['a', 1]], [['b', [1, 2]]], [{ c: 3 }]])).toBe('a:1 | b:1:2 | {"c":3}');
});
