import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sanitiseText } from './sanitise-text.ts';
import { MAX_GROWTH, timeGrowth } from './testing/growth.ts';

test.each([
  ['ASCII', 'plain #text'],
  ['Persian', 'می‌خواهم'],
  ['Sinhala', 'ශ්‍රීලංකා'],
  ['Hindi, Thai, Hebrew, Arabic', 'क्षत्रिय ผู้เริ่ม עַל־יְדֵי العربية'],
  ['a family, a flag, a keycap', '👨‍👩‍👧 🇩🇪 1️⃣ ❤️'],
  ['a kiss with ten code points', '👩🏽‍❤️‍💋‍👨🏿'],
])('%s stays as it is', (_name, text) => {
  expect(sanitiseText(text)).toBe(text);
});

test.each([
  ['escape sequences', '\u001b]0;title\u0007\u001b[31mred\u009b2J', ']0;title[31mred2J'],
  ['line ends and tabs', 'a\r\nb\tc\u2028d', 'a b c d'],
  ['bidi controls', '\u202eabc\u2066d\u200f', 'abcd'],
  ['invisible ones', 'a\u200bb\u2060c\ufeffd\u00ade', 'abcde'],
  ['halves, private use, unassigned', '\ud800a\ue000b\u{10ffff}c\u0378', 'abc'],
  ['tags', '🏴\u{e0067}\u{e0062}\u{e007f}', '🏴'],
  ['joiners between Latin letters', 'pay\u200dpal\u200c', 'paypal'],
  ['piles of marks', `e${'\u0301'.repeat(10_000)}x`, `e${'\u0301'.repeat(7)}x`],
])('%s are taken out', (_name, text, expected) => {
  expect(sanitiseText(text)).toBe(expected);
});

test('a post keeps its lines', () => {
  expect(sanitiseText('a\r\n\tb\u001b', { keepsLines: true })).toBe('a\n\tb');
});

test.each([
  ['abcdef', 6, 'abcdef'],
  ['abcdef', 4, 'abc…'],
  ['👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧', 2, '👨‍👩‍👧…'],
  ['می‌خواهم', 3, 'می…'],
])('%s cut to %i graphemes', (text, maxGraphemes, expected) => {
  expect(sanitiseText(text, { maxGraphemes })).toBe(expected);
});

const UNWANTED =
  /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/u;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Characters that run together, and some that must go. */
const pieces = fc.constantFrom(
  ...[
    'a',
    'é',
    ' ',
    '\n',
    '\u0301',
    '\u200d',
    '\u200c',
    '👩',
    '🏽',
    '❤️',
    '\ufe0f',
    '\u20e3',
    '🇩',
    '‼',
    'ᄀ',
    'ᅡ',
    'ᆨ',
  ],
  ...[
    'क',
    '्',
    'ष',
    'ය',
    '\u0dca',
    'ം',
    'ൎ',
    '\u0e33',
    'م',
    '\u0600',
    '\u{11f02}',
    '\u{1193f}',
    '\u061c',
    '\u202e',
    '\u001b',
    '\ud800',
    '\u{e0041}',
  ],
);

test('nothing unwanted is left, no grapheme piles up, and a second time changes nothing', () => {
  // Few kinds a text: what runs together is found among few.
  const few = fc
    .uniqueArray(pieces, { minLength: 1, maxLength: 4 })
    .chain((kinds) => fc.array(fc.constantFrom(...kinds), { maxLength: 40 }));
  const many = fc.array(
    fc.oneof({ arbitrary: pieces, weight: 8 }, fc.string({ unit: 'binary', maxLength: 2 })),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(
      fc.oneof(few, many),
      fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
      (parts, maxGraphemes) => {
        const options = maxGraphemes === undefined ? {} : { maxGraphemes };
        const safe = sanitiseText(parts.join(''), options);
        const segments = Array.from(graphemes.segment(safe), ({ segment }) => segment);
        expect(safe).not.toMatch(UNWANTED);
        expect(
          segments.filter((segment) => Array.from(segment).length > 8 && !/^\p{RGI_Emoji}$/v.test(segment)),
        ).toEqual([]);
        expect(segments.length).toBeLessThanOrEqual(maxGraphemes ?? Number.POSITIVE_INFINITY);
        expect(sanitiseText(safe, options)).toBe(safe);
      },
    ),
    { numRuns: 20_000 },
  );
});

test.each([
  '\u0301',
  '👩‍',
  '\u0600',
  'ᄀ',
  'क्',
  '\u202e',
  `e${'\u0301'.repeat(9)}`,
  `${'\u0600'.repeat(9)}a`,
])('many of %j take time in proportion', { retry: 2 }, (shape) => {
  const textOf = (length: number) => shape.repeat(length / shape.length);
  const { small, large } = timeGrowth((text) => void sanitiseText(text), textOf, 16_384);
  expect(large).toBeLessThan(MAX_GROWTH * small + 1);
});
