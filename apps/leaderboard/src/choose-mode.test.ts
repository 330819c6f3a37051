import { describe, expect, test } from 'vitest';
import { chooseAscii, chooseColor, chooseMode } from './choose-mode.ts';

describe('the face', () => {
  test.each([
    ['a terminal', 'auto', {}, true, true, 'board'],
    ['a pipe', 'auto', {}, true, false, 'plain'],
    ['no keyboard', 'auto', {}, false, true, 'plain'],
    ['TERM=dumb', 'auto', { TERM: 'dumb' }, true, true, 'plain'],
    ['CI', 'auto', { CI: 'true' }, true, true, 'plain'],
    ['CI set but empty', 'auto', { CI: '' }, true, true, 'plain'],
    ['ACCESSIBLE', 'auto', { ACCESSIBLE: '1' }, true, true, 'accessible'],
    ['ACCESSIBLE in a pipe', 'auto', { ACCESSIBLE: '1' }, false, false, 'accessible'],
    ['ACCESSIBLE=0', 'auto', { ACCESSIBLE: '0' }, true, true, 'board'],
    ['a flag is first', 'json', { ACCESSIBLE: '1' }, true, true, 'json'],
    ['the board though CI is set', 'board', { CI: '1' }, true, true, 'board'],
  ] as const)('%s', (_name, wanted, env, isStdinTty, isStdoutTty, mode) => {
    expect(chooseMode(wanted, { env, isStdinTty, isStdoutTty }).mode).toBe(mode);
  });
});

test.each([
  [undefined, {}, true],
  [undefined, { NO_COLOR: '1' }, false],
  [undefined, { NO_COLOR: '' }, true],
  [undefined, { NO_COLOR: '1', FORCE_COLOR: '1' }, true],
  [undefined, { FORCE_COLOR: '0' }, false],
  ['always', { NO_COLOR: '1' }, true],
  ['never', { FORCE_COLOR: '1' }, false],
] as const)('colour: --color %s with %j is %s', (wanted, env, expected) => {
  expect(chooseColor(wanted, env)).toBe(expected);
});

test.each([
  [undefined, {}, false],
  [undefined, { LANG: 'C.UTF-8' }, false],
  [undefined, { LANG: 'de_DE.utf8' }, false],
  [undefined, { LANG: 'C' }, true],
  [undefined, { LC_ALL: 'POSIX', LANG: 'en_US.UTF-8' }, true],
  [undefined, { LC_ALL: '', LANG: 'en_US.UTF-8' }, false],
  [undefined, { TERM: 'linux', LANG: 'C.UTF-8' }, true],
  [false, { TERM: 'linux' }, false],
  [true, {}, true],
] as const)('ASCII: flag %s with %j is %s', (wanted, env, expected) => {
  expect(chooseAscii(wanted, env)).toBe(expected);
});
