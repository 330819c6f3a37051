import { expect, test } from 'vitest';
import { culprit } from './is-cloneable.ts';

/** `depth` lists in each other, each holding the one below twice. */
function doubled(depth: number, inmost: unknown): unknown {
  let value = inmost;
  for (let i = 0; i < depth; i += 1) value = [value, value];
  return value;
}

test('X8 what is shared is looked at once: 2^60 ways to one value take no time', () => {
  expect(culprit(doubled(60, [1]))).toBeUndefined();
  expect(culprit({ a: doubled(60, { b: new Map([[1, 2]]) }) })).toBeUndefined();
  expect(culprit(doubled(60, () => 1))).toBe('a function (without a name)');
});

test('X8 a value deep inside is found, also beside a cycle', () => {
  const cycle: { self?: unknown; deep?: unknown } = {};
  cycle.self = cycle;
  expect(culprit([[cycle]])).toBeUndefined();
  cycle.deep = [[[[[[[[new URL('http://a.b')]]]]]]]];
  expect(culprit([[cycle]])).toBe('an instance of URL');
});
