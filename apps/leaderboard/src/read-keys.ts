import type { Key } from 'ink';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

const CONTROL: ReadonlyMap<string, string> = new Map([
  ['\r', 'enter'],
  ['\n', 'enter'],
  ['\t', 'tab'],
  ['\u0003', 'ctrl-c'],
  ['\u0004', 'ctrl-d'],
  ['\u000c', 'ctrl-l'],
  ['\u0015', 'ctrl-u'],
  ['\b', 'backspace'],
  ['\u007f', 'backspace'],
]);

/**
 * Key names of one of Ink's input events: `up`, `pagedown`, `enter`, `escape`, `ctrl-l`, …, or the character itself.
 * Keys typed fast, and a paste, come as one event: they are taken one by one.
 */
export function readKeys(input: string, key: Key): string[] {
  const named = nameOf(key);
  if (named !== undefined) return [named];
  if (key.ctrl) return input === '' ? [] : [`ctrl-${input}`];
  return Array.from(graphemes.segment(input), ({ segment }) => CONTROL.get(segment) ?? segment).filter(
    (name) => name.length > 1 || !/\p{Control}/u.test(name),
  );
}

function nameOf(key: Key): string | undefined {
  if (key.upArrow) return 'up';
  if (key.downArrow) return 'down';
  if (key.leftArrow) return 'left';
  if (key.rightArrow) return 'right';
  if (key.pageUp) return 'pageup';
  if (key.pageDown) return 'pagedown';
  if (key.home) return 'home';
  if (key.end) return 'end';
  if (key.return) return 'enter';
  if (key.escape) return 'escape';
  if (key.backspace || key.delete) return 'backspace';
  return key.tab ? 'tab' : undefined;
}
