import { engineFunction } from './engine-function.ts';

// Functions that operators of the engine are made of, named so that worker threads find them.

/** What it is given. */
export const same = engineFunction('same', <T>(value: T): T => value);

export const one = engineFunction('one', (): number => 1);

export const toNull = engineFunction('toNull', (): null => null);

export const add = engineFunction('add', (a: number, b: number): number => a + b);

export const subtract = engineFunction('subtract', (a: number, b: number): number => a - b);

/** The first of two. */
export const earlier = engineFunction('earlier', <T>(first: T, _second: T): T => first);

export const listOf = engineFunction('listOf', <T>(value: T): T[] => [value]);

/** Adds to the list, which it changes. */
export const append = engineFunction('append', <T>(list: T[], value: T): T[] => {
  list.push(value);
  return list;
});

/** Adds to the first list, which it changes. */
export const appendAll = engineFunction('appendAll', <T>(list: T[], values: readonly T[]): T[] => {
  for (const value of values) list.push(value);
  return list;
});
