const MAX_CODE_POINTS = 8;

let ownSegmenter: Intl.Segmenter | undefined;

/** Made when it is needed: its tables take 40 ms to load, of every start. */
export function graphemesOf(text: string): Intl.Segments {
  ownSegmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return ownSegmenter.segment(text);
}

/** Nine in a row that may all be in one grapheme: marks, joiners, emoji, jamo, and letters that Indic viramas join. */
const LONG =
  /[\p{M}\p{Cf}\p{Emoji_Modifier}\p{Extended_Pictographic}\p{Regional_Indicator}\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff\u0900-\u0dff\u0e33\u0eb3\u1000-\u109f\u1780-\u17ff\u1a00-\u1bff\ua980-\uaaff\uabc0-\uabff\u{11000}-\u{11fff}\uff9e\uff9f]{8}/u;
const PLAIN_START = /^[\x20-\x7e]/;

let ownRecommendedEmoji: RegExp | undefined;

/** Made when it is needed, as the segmenter is: its list takes 6 ms to load. */
function recommendedEmoji(): RegExp {
  ownRecommendedEmoji ??= /^\p{RGI_Emoji}$/v;
  return ownRecommendedEmoji;
}

/** Signs that join whatever follows them: with one, a grapheme may be long around any character. */
const PREPENDED =
  /[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e\u{110bd}\u{110cd}\u{111c2}\u{111c3}\u{113d1}\u{1193f}\u{11941}\u{11a84}-\u{11a89}\u{11d46}\u{11f02}]/u;
/** Consonants run on into the syllable behind them. */
const JAMO_BEFORE_SYLLABLE = /[\u1100-\u115f\ua960-\ua97c][\uac00-\ud7a3]/;
/** At the end of a cut grapheme these would join the next one, or nothing. */
const TRAILING = new RegExp(`(?:${PREPENDED.source}|[\\u200c\\u200d])+$`, 'u');

/** A quick no: whether a grapheme of more than 8 code points is possible. */
export function mayHoldLongGrapheme(text: string): boolean {
  return LONG.test(text) || PREPENDED.test(text) || JAMO_BEFORE_SYLLABLE.test(text);
}

/**
 * Cuts each grapheme to 8 code points, so that marks cannot pile up over other lines. Emoji that Unicode
 * recommends for general interchange are left whole: a kiss of two with skin tones has 10.
 */
export function capGraphemes(text: string): string {
  const kept: string[] = [];
  /** The last one was cut: what follows might now run on into it. */
  let isCut = false;
  for (const { segment } of graphemesOf(text)) {
    if (isCut) separateFrom(kept, segment);
    const points = Array.from(segment);
    isCut = points.length > MAX_CODE_POINTS && !recommendedEmoji().test(segment);
    kept.push(isCut ? joined(points.slice(0, MAX_CODE_POINTS)) : segment);
  }
  // What stood last may have gone altogether, and left a joiner with nothing to join.
  return kept.join('').replace(/[\u200c\u200d]+$/, '');
}

/** Shortens the end of `kept` until `next` starts a grapheme of its own behind it. */
function separateFrom(kept: string[], next: string): void {
  for (let last = kept.pop(); last !== undefined; last = kept.pop()) {
    for (let points = Array.from(last); points.length > 0; points = points.slice(0, -1)) {
      const before = joined(points);
      if (before === '') break;
      const [first] = PLAIN_START.test(next) ? [] : graphemesOf(before + next);
      if (first === undefined || first.segment.length <= before.length) {
        kept.push(before);
        return;
      }
    }
  }
}

function joined(points: readonly string[]): string {
  return points.join('').replace(TRAILING, '');
}
