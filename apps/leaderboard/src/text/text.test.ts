import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cell, cut, oneLine, widthOf } from './cell.ts';
import { asciiGlyphs } from './glyphs.ts';
import {
  formatCount,
  formatMilliseconds,
  formatShare,
  formatSigned,
  formatSpan,
  formatTime,
} from './number.ts';
import { netScale, sparkline, squeeze } from './sparkline.ts';
import { wilsonMargin } from './wilson.ts';
import { wrap } from './wrap.ts';

describe('cells', () => {
  test.each([
    ['ascii', 'spark', 8, 'spark   '],
    ['Japanese takes two cells a letter', '日本', 8, '日本    '],
    ['Thai marks take none', 'น่าน', 5, 'น่าน  '],
    ['a family of emoji is two', '👩‍👩‍👧‍👦', 4, '👩‍👩‍👧‍👦  '],
    ['a flag is two', '🇯🇵', 4, '🇯🇵  '],
    ['cut between letters', 'kubernetes', 5, 'kube…'],
    ['a wide letter that does not fit leaves a blank', '日本語', 4, '日… '],
    ['nothing', '', 3, '   '],
  ])('%s', (_name, text, width, expected) => {
    expect(cell(text, width)).toBe(expected);
    expect(widthOf(cell(text, width))).toBe(width);
  });

  test('a cell has its width, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 40 }), (text, width) => {
        expect(widthOf(cell(oneLine(text), width))).toBe(width);
      }),
    );
  });

  test('a right-aligned cell', () => expect(cell('42', 5, 'right')).toBe('   42'));

  test('another ellipsis', () => expect(cut('kubernetes', 5, '~')).toBe('kube~'));

  test.each([
    ['NFC', 'cafe\u0301', 'café'],
    ['line breaks and tabs', 'a\r\n\tb', 'a b'],
    ['a title sequence', 'a\u001b]0;title\u0007b', 'a]0;titleb'],
    ['a colour', '\u001b[31mred\u001b[0m', '[31mred[0m'],
    ['a right-to-left override', 'a\u202Eb', 'ab'],
    ['zalgo keeps four marks', `z${'\u0335'.repeat(40)}`, `z${'\u0335'.repeat(4)}`],
  ])('one line: %s', (_name, text, expected) => expect(oneLine(text)).toBe(expected));
});

describe('wrap', () => {
  test.each([
    ['between words', 'one two three', 8, ['one two', 'three']],
    ['a word longer than the line', 'abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['scripts without blanks', '日本語日本語', 6, ['日本語', '日本語']],
    ['line breaks stay', 'a\n\nb', 5, ['a', '', 'b']],
    ['nothing', '', 5, ['']],
  ])('%s', (_name, text, width, expected) => expect(wrap(text, width)).toEqual(expected));

  test('loses nothing but blanks, and no line is too wide', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 80 }),
        fc.integer({ min: 4, max: 30 }),
        (raw, width) => {
          const text = oneLine(raw);
          const lines = wrap(text, width);
          expect(lines.join('').replace(/\s/gu, '')).toBe(text.replace(/\s/gu, ''));
          for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});

test('numbers', () => {
  expect([0, 1204, 1_234_567, 45_600_000].map(formatCount)).toEqual(['0', '1,204', '1.2M', '46M']);
  expect([41, 0, -0, -3].map(formatSigned)).toEqual(['+41', '0', '0', '-3']);
  expect([9.55, 100, 0].map(formatShare)).toEqual(['9.6%', '100%', '0.0%']);
  expect([3, 999.6, 2100, 12_100, 700_000].map(formatMilliseconds)).toEqual([
    '3ms',
    '1.0s',
    '2.1s',
    '12s',
    '12m',
  ]);
  expect([10, 60, 300, 3600, 90].map(formatSpan)).toEqual(['10s', '1m', '5m', '1h', '90s']);
  expect([Date.UTC(2026, 10, 22, 12, 4, 10), Number.NaN].map(formatTime)).toEqual(['12:04:10', '--:--:--']);
});

test('a sparkline goes from its low to its high', () => {
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7])).toBe('▁▂▃▄▅▆▇█');
  expect(sparkline([0, 0, null])).toBe('▁▁ ');
  expect(sparkline([-100, 0, 100], { low: -100, high: 100, glyphs: asciiGlyphs })).toBe('.-#');
  expect(sparkline([])).toBe('');
});

test('values are squeezed into the width', () => {
  expect(squeeze([1, 5, 2, 2, 9, 0], 3, (part) => Math.max(...part))).toEqual([5, 2, 9]);
  expect(squeeze([1, 2], 5, (part) => part.length)).toEqual([1, 1]);
  expect(squeeze([], 5, () => 1)).toEqual([]);
});

test('the scale of a flat mood spans 20 points', () => {
  expect(netScale([3, 5])).toEqual({ low: -6, high: 14 });
  expect(netScale([-50, 50])).toEqual({ low: -50, high: 50 });
});

test('the 95 % interval of 66 % of 871 posts is ±3, and it does not vanish at 0 %', () => {
  expect(Math.round(wilsonMargin(575, 871))).toBe(3);
  expect(wilsonMargin(0, 20)).toBeGreaterThan(5);
  expect(wilsonMargin(0, 0)).toBe(0);
});

test('a Thai or Hindi word is cut to what fits, not to nothing', () => {
  expect(cut('น้ำทำคำ', 4)).toBe('น้ำ…');
  expect(widthOf(cell('हिन्दी में', 6))).toBe(6);
});
