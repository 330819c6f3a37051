import type { Key } from 'ink';
import { expect, test } from 'vitest';
import { barItems, commandOf, keyTable } from './keys.ts';
import { readKeys } from './read-keys.ts';

const plain = {} as Key;

test.each<[string, Partial<Key>, string[]]>([
  ['j', {}, ['j']],
  ['jjk', {}, ['j', 'j', 'k']],
  ['/spark\r', {}, ['/', 's', 'p', 'a', 'r', 'k', 'enter']],
  ['日本', {}, ['日', '本']],
  ['👩‍👩‍👧‍👦', {}, ['👩‍👩‍👧‍👦']],
  ['\u0003', {}, ['ctrl-c']],
  ['c', { ctrl: true }, ['ctrl-c']],
  ['', { upArrow: true }, ['up']],
  ['', { return: true }, ['enter']],
  ['', { delete: true }, ['backspace']],
  ['a\u0007b', {}, ['a', 'b']],
  ['', {}, []],
])('input %j %j is %j', (input, key, expected) => {
  expect(readKeys(input, { ...plain, ...key })).toEqual(expected);
});

test('every key of the table works somewhere, and none means two things', () => {
  const all = keyTable.flatMap(({ keys }) => Object.entries(keys));
  expect(new Set(all.map(([key]) => key)).size).toBe(all.length);
  for (const [key, command] of all) expect(commandOf(key, 'board') ?? commandOf(key, 'tag')).toBe(command);
});

test('what the bottom line promises is in the table', () => {
  for (const screen of ['board', 'tag'] as const) {
    for (const [shown] of barItems[screen]) {
      const key = { '⏎': 'enter', '↑↓': 'up', '+ = -': '+', esc: 'escape' }[shown] ?? shown;
      expect(commandOf(key, screen), `${shown} on ${screen}`).toBeDefined();
    }
  }
});
