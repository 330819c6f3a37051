import { filterExamples, keyTable, shownKeys } from '../keys.ts';
import { cell } from '../text/cell.ts';
import type { Glyphs } from '../text/glyphs.ts';
import { fitLine, type Line, line } from './line.ts';

const KEY_WIDTH = 16;
/** In the right column, where keys are short. */
const NARROW_KEY_WIDTH = 9;
const LEFT_WIDTH = 39;
const TWO_COLUMNS_FROM = 76;

/** The help, made from the table of keys: two columns where there is room. */
export function helpLines(width: number, glyphs: Glyphs): Line[] {
  const isWide = width >= TWO_COLUMNS_FROM;
  const rightKeys = isWide ? NARROW_KEY_WIDTH : KEY_WIDTH;
  const left = [...group('MOVE', glyphs), [], ...filterHelp(glyphs)];
  const right = [...group('LOOK', glyphs, rightKeys), [], ...group('DO', glyphs, rightKeys)];
  const reading = readingHelp(glyphs);
  if (!isWide) return [...left, [], ...right, [], ...reading];
  const half = Math.max(LEFT_WIDTH, Math.floor(width / 3));
  const height = Math.max(left.length, right.length);
  const sideBySide = Array.from(
    { length: height },
    (_, i): Line => [...fitLine(left[i] ?? [], half, glyphs.ellipsis), ...(right[i] ?? [])],
  );
  return [...sideBySide, [], ...reading];
}

function group(name: (typeof keyTable)[number]['group'], glyphs: Glyphs, keyWidth = KEY_WIDTH): Line[] {
  const entries = keyTable.filter((entry) => entry.group === name);
  const lines = entries.map((entry) => helpLine(shownKeys(entry.shown, glyphs), entry.does, keyWidth));
  return [line(` ${name}`, 'strong'), ...lines];
}

function filterHelp(glyphs: Glyphs): Line[] {
  return [...group('FIND', glyphs), ...filterExamples.map(([shown, does]) => helpLine(shown, does))];
}

function readingHelp(glyphs: Glyphs): Line[] {
  const { up, down, times } = glyphs;
  return [
    line(' READ', 'strong'),
    helpLine(`${up}2 ${down}1 = new`, 'places since the batch before, in this sorting'),
    helpLine('SHARE', "of the window's posts; one with two tags counts for both"),
    helpLine(`VEL ${times}3.2`, 'last batch against its mean of 30 min; from 20 posts on'),
    helpLine('NET +41', 'positive - negative, of 100 posts'),
    helpLine('++++=====-', 'positive, neutral, negative posts, in tenths'),
  ];
}

function helpLine(keys: string, does: string, keyWidth = KEY_WIDTH): Line {
  return [{ text: '  ' }, { text: cell(keys, keyWidth), tone: 'accent' }, { text: ' ' }, { text: does }];
}
