import { capGraphemes, graphemesOf, mayHoldLongGrapheme } from './cap-graphemes.ts';

/** Options of {@link sanitiseText}. */
export interface SanitiseOptions {
  /** Longer text is cut and ends in `…`, which counts. Default: not cut. */
  readonly maxGraphemes?: number;
  /** true: line ends and tabs stay, as in a post; default: each becomes a space. */
  readonly keepsLines?: boolean;
}

/**
 * What has no business on a screen: controls (C0, C1), halves of surrogate pairs, private-use and unassigned code
 * points, and what is invisible or turns the writing round: bidi controls, zero-width spaces, tags, fillers of the
 * format class. The two joiners and the signs that write Arabic and Kaithi numbers are of that class, and stay.
 */
const UNWANTED =
  /[[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Cf}\u2028\u2029]--[\n\t\u200c\u200d\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}]]/gv;
const LINE_END = /\r\n?|[\u0085\u2028\u2029]/g;
const JOINER = /[\u200c\u200d]/;

/**
 * Joiners work in the scripts that join or stack their letters, and between emoji. Elsewhere they only make two equal
 * words differ.
 */
const STRAY_JOINER =
  /(?<![[\p{L}\p{M}]--[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]]|[\p{Extended_Pictographic}\p{Emoji_Modifier}])[\u200c\u200d]|[\u200c\u200d](?![[\p{L}\p{M}]--[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]]|\p{Extended_Pictographic})/gv;

const PLAIN = /^[\x20-\x7e]*$/;

/**
 * Makes text from outside safe to show: in a terminal, a page, a log. Nothing that is left moves a cursor, hides,
 * reverses or piles up: a grapheme has 8 code points at most, emoji that Unicode recommends excepted. Words
 * in any script, and emoji, stay as they are. Takes time in proportion to the text's length.
 */
export function sanitiseText(
  text: string,
  { maxGraphemes, keepsLines = false }: SanitiseOptions = {},
): string {
  const isShort = maxGraphemes === undefined || text.length <= maxGraphemes;
  if (isShort && PLAIN.test(text)) return text;
  let safe = text.replace(LINE_END, '\n').replace(UNWANTED, '');
  if (!keepsLines) safe = safe.replace(/[\n\t]/g, ' ');
  if (JOINER.test(safe)) safe = safe.replace(STRAY_JOINER, '');
  if (mayHoldLongGrapheme(safe)) safe = capGraphemes(safe);
  return isShort ? safe : cutGraphemes(safe, maxGraphemes);
}

function cutGraphemes(text: string, maxGraphemes: number): string {
  let kept = 0;
  let end = 0;
  for (const { index } of graphemesOf(text)) {
    if (kept === maxGraphemes - 1) end = index;
    if (kept === maxGraphemes) return `${text.slice(0, end).replace(/[\u200c\u200d]+$/, '')}…`;
    kept += 1;
  }
  return text;
}
