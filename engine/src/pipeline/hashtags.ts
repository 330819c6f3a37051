import { astralClass, LETTER, unitClass } from './hashtag-characters.ts';
import { UrlFinder } from './urls/url-finder.ts';

/** A hashtag and where it stands, `#` included. */
export interface HashtagWithIndices {
  readonly hashtag: string;
  /** Start and end (exclusive), counted in code points like the indices of X's `entities`. */
  readonly indices: readonly [start: number, end: number];
}

const NUMBER_SIGN = 0x23;
const FULL_WIDTH_NUMBER_SIGN = 0xff03;
const AMPERSAND = 0x26;
const COLON = 0x3a;
const SPACE = 0x20;

/**
 * The hashtags of a text by twitter-text's rules: as written, without `#`, in order, with repeats. Takes time in
 * proportion to the text's length, whatever it holds.
 */
export function extractHashtags(text: string): string[] {
  const sign = text.indexOf('#');
  const wideSign = text.indexOf('＃');
  return sign < 0 && wideSign < 0 ? [] : findHashtags(text, sign, wideSign, undefined);
}

/** Like {@link extractHashtags}, with the place of each. */
export function extractHashtagsWithIndices(text: string): HashtagWithIndices[] {
  const signs: number[] = [];
  const hashtags = findHashtags(text, text.indexOf('#'), text.indexOf('＃'), signs);
  let unit = 0;
  let codePoint = 0;
  const countTo = (end: number) => {
    for (; unit < end; unit += 1) if (!isInsidePair(text, unit)) codePoint += 1;
    return codePoint;
  };
  return hashtags.map((hashtag, index) => {
    const sign = signs[index] ?? 0;
    return { hashtag, indices: [countTo(sign), countTo(sign + 1 + hashtag.length)] };
  });
}

/** What a tag is counted under: `#Café`, `#CAFÉ` and full-width `＃ｃａｆé` are one. */
export function hashtagKey(hashtag: string): string {
  return hashtag.normalize('NFKC').toLowerCase();
}

/**
 * @param firstSign where the first `#` is, -1: none
 * @param firstWideSign where the first `＃` is
 * @param signs gets the places of the tags' signs in UTF-16 units
 */
function findHashtags(
  text: string,
  firstSign: number,
  firstWideSign: number,
  signs: number[] | undefined,
): string[] {
  let hashtags: string[] | undefined;
  let sign = firstSign;
  let wideSign = firstWideSign;
  let urls: UrlFinder | undefined;
  let urlsFrom: number | undefined;
  let matchEnd = 0;
  let lastEnd = 0;
  while (sign >= 0 || wideSign >= 0) {
    const isWide = sign < 0 || (wideSign >= 0 && wideSign < sign);
    const at = isWide ? wideSign : sign;
    const end = hasBoundaryBefore(text, at, matchEnd) ? hashtagEnd(text, at + 1) : -1;
    if (end >= 0) {
      // Also a tag that is thrown away takes its characters with it: in `#a#b` none is left to stand before `#b`.
      matchEnd = end;
      if (!isPartOfMore(text, end)) {
        let urlStart = -1;
        if (at > 0 && text.charCodeAt(at - 1) !== SPACE) {
          urlsFrom ??= firstPlaceInUrl(text);
          if (urlsFrom < (isWide ? Number.POSITIVE_INFINITY : at)) {
            urls ??= new UrlFinder(text);
            urlStart = urls.startOfUrlAround(at);
          }
        }
        // A URL that starts inside the tag before is none.
        if (urlStart < lastEnd) {
          // A literal for the first: most tweets have one tag, and a push to an empty array makes room for many.
          if (hashtags === undefined) hashtags = [text.slice(at + 1, end)];
          else hashtags.push(text.slice(at + 1, end));
          signs?.push(at);
          lastEnd = end;
        }
      }
    }
    if (isWide) wideSign = text.indexOf('＃', at + 1);
    else sign = text.indexOf('#', at + 1);
  }
  return hashtags ?? [];
}

/** A tag starts the text or follows a character, not before `from`, that could be in no tag, nor be `&`. */
function hasBoundaryBefore(text: string, sign: number, from: number): boolean {
  if (sign === 0) return true;
  if (sign - 1 < from) return false;
  const unit = text.charCodeAt(sign - 1);
  if (unit < 0xd800 || unit > 0xdfff) {
    // Variation selectors count as marks, but stand after emoji.
    if (unit === 0xfe0e || unit === 0xfe0f) return true;
    return unit !== AMPERSAND && unitClass[unit] === 0;
  }
  if (sign - 2 < from || !isInsidePair(text, sign - 1)) return false;
  return astralClass(text.codePointAt(sign - 2) ?? 0) === 0;
}

/** @returns where the tag that starts (behind its sign) at `start` ends; -1 when it is none */
function hashtagEnd(text: string, start: number): number {
  // `#️⃣` is a key on a telephone.
  const first = text.charCodeAt(start);
  if (first === 0xfe0f || first === 0x20e3) return -1;
  let bits = 0;
  let end = start;
  while (end < text.length) {
    const unit = text.charCodeAt(end);
    let unitBits = unitClass[unit] ?? 0;
    let width = 1;
    if (unitBits === 0) {
      if (unit < 0xd800 || unit > 0xdbff || !isInsidePair(text, end + 1)) break;
      unitBits = astralClass(text.codePointAt(end) ?? 0);
      width = 2;
      if (unitBits === 0) break;
    }
    bits |= unitBits;
    end += width;
  }
  return (bits & LETTER) !== 0 ? end : -1;
}

/** `#a#b` and `#http://…` are no tags. */
function isPartOfMore(text: string, end: number): boolean {
  if (end >= text.length) return false;
  const unit = text.charCodeAt(end);
  if (unit === NUMBER_SIGN || unit === FULL_WIDTH_NUMBER_SIGN) return true;
  return unit === COLON && text.startsWith('://', end);
}

/** A URL has a dot, and before a `#` inside it a slash. @returns the first slash's place; Infinity: no URL at all */
function firstPlaceInUrl(text: string): number {
  if (!text.includes('.')) return Number.POSITIVE_INFINITY;
  const slash = text.indexOf('/');
  return slash < 0 ? text.length : slash;
}

/** Whether the unit is the second half of a surrogate pair. */
function isInsidePair(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  if (unit < 0xdc00 || unit > 0xdfff) return false;
  const before = text.charCodeAt(index - 1);
  return before >= 0xd800 && before <= 0xdbff;
}
