import { astralClass, LETTER, unitClass } from '../hashtag-characters.ts';

const NUMBER_SIGN = 0x23;
const AMPERSAND = 0x26;
const COLON = 0x3a;
const SLASH = 0x2f;
const POINT = 0x2e;
const SPACE = 0x20;
const KEYCAP = 0x20e3;
const TEXT_STYLE = 0xfe0e;
const EMOJI_STYLE = 0xfe0f;

/** Class bits of ASCII, at hand in few bytes. */
const asciiClass = unitClass.slice(0, 128);

/**
 * The hashtags of a text by the rules of `extractHashtags`, from its UTF-8 bytes: as places, without the sign. What
 * needs more than that (a `＃`, a place that may be in a URL, bytes that are no UTF-8) it leaves to that function.
 */
export class HashtagFinder {
  /** Where each tag begins and ends, two numbers a tag; the first `numTags` are of the last text. */
  places = new Uint32Array(64);
  numTags = 0;

  /** Of the character that was read last. */
  #width = 0;

  /**
   * @param mayBeWide whether it may hold a `＃`
   * @returns false: `extractHashtags` has to read it
   */
  find(bytes: Uint8Array, start: number, end: number, mayBeWide: boolean): boolean {
    this.numTags = 0;
    if (mayBeWide && holdsWideSign(bytes, start, end)) return false;
    let matchEnd = start;
    let urlsFrom = -1;
    for (let sign = start; sign < end; sign += 1) {
      while (sign < end && bytes[sign] !== NUMBER_SIGN) sign += 1;
      if (sign === end) break;
      const boundary = this.#boundaryBefore(bytes, sign, start, matchEnd);
      if (boundary < 0) return false;
      if (boundary === 0) continue;
      const tagEnd = this.#tagEnd(bytes, sign + 1, end);
      if (tagEnd === INVALID) return false;
      if (tagEnd === NO_TAG) continue;
      // Also a tag that is thrown away takes its characters with it: in `#a#b` none is left to stand before `#b`.
      matchEnd = tagEnd;
      if (isPartOfMore(bytes, tagEnd, end)) continue;
      if (sign > start && bytes[sign - 1] !== SPACE) {
        if (urlsFrom < 0) urlsFrom = firstPlaceInUrl(bytes, start, end);
        if (urlsFrom < sign) return false;
      }
      this.#add(sign + 1, tagEnd);
    }
    return true;
  }

  #add(start: number, end: number): void {
    if (2 * this.numTags === this.places.length) {
      const places = new Uint32Array(2 * this.places.length);
      places.set(this.places);
      this.places = places;
    }
    this.places[2 * this.numTags] = start;
    this.places[2 * this.numTags + 1] = end;
    this.numTags += 1;
  }

  /** @returns 1: a tag may begin here, 0: it may not, −1: the bytes before are no UTF-8 */
  #boundaryBefore(bytes: Uint8Array, sign: number, start: number, from: number): number {
    if (sign === start) return 1;
    if (sign - 1 < from) return 0;
    const byte = bytes[sign - 1] as number;
    if (byte < 0x80) return byte !== AMPERSAND && asciiClass[byte] === 0 ? 1 : 0;
    let first = sign - 1;
    while (first > start && sign - first < 4 && ((bytes[first] as number) & 0xc0) === 0x80) first -= 1;
    const codePoint = this.#codePointAt(bytes, first, sign);
    if (codePoint < 0 || first + this.#width !== sign) return -1;
    if (codePoint === TEXT_STYLE || codePoint === EMOJI_STYLE) return 1;
    return classOf(codePoint) === 0 ? 1 : 0;
  }

  #tagEnd(bytes: Uint8Array, start: number, end: number): number {
    let bits = 0;
    let at = start;
    while (at < end) {
      const byte = bytes[at] as number;
      if (byte < 0x80) {
        const own = asciiClass[byte] as number;
        if (own === 0) break;
        bits |= own;
        at += 1;
        continue;
      }
      const codePoint = this.#codePointAt(bytes, at, end);
      if (codePoint < 0) return INVALID;
      // `#️⃣` is a key on a telephone.
      if (at === start && (codePoint === EMOJI_STYLE || codePoint === KEYCAP)) return NO_TAG;
      const own = classOf(codePoint);
      if (own === 0) break;
      bits |= own;
      at += this.#width;
    }
    return (bits & LETTER) !== 0 ? at : NO_TAG;
  }

  /** Of more than one byte. @returns −1: it is no UTF-8 */
  #codePointAt(bytes: Uint8Array, at: number, end: number): number {
    const first = bytes[at] as number;
    const width = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    this.#width = width;
    if (first < 0xc2 || first > 0xf4 || at + width > end) return -1;
    let codePoint = first & (0xff >> (width + 1));
    for (let index = 1; index < width; index += 1) {
      const next = bytes[at + index] as number;
      if ((next & 0xc0) !== 0x80) return -1;
      codePoint = (codePoint << 6) | (next & 0x3f);
    }
    if (codePoint < (width === 3 ? 0x800 : width === 4 ? 0x10000 : 0x80) || codePoint > 0x10ffff) return -1;
    return codePoint >= 0xd800 && codePoint <= 0xdfff ? -1 : codePoint;
  }
}

const NO_TAG = -1;
const INVALID = -2;

function classOf(codePoint: number): number {
  return codePoint < 0x10000 ? (unitClass[codePoint] as number) : astralClass(codePoint);
}

function holdsWideSign(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at + 2 < end; at += 1)
    if (bytes[at] === 0xef && bytes[at + 1] === 0xbc && bytes[at + 2] === 0x83) return true;
  return false;
}

/** `#a#b` and `#http://…` are no tags; `＃` is looked for elsewhere. */
function isPartOfMore(bytes: Uint8Array, at: number, end: number): boolean {
  if (at >= end) return false;
  if (bytes[at] === NUMBER_SIGN) return true;
  return bytes[at] === COLON && at + 2 < end && bytes[at + 1] === SLASH && bytes[at + 2] === SLASH;
}

/** A URL has a dot, and before a `#` inside it a slash. @returns the first slash's place; `end`: no URL at all */
function firstPlaceInUrl(bytes: Uint8Array, start: number, end: number): number {
  let slash = end;
  let hasPoint = false;
  for (let at = end - 1; at >= start; at -= 1) {
    if (bytes[at] === SLASH) slash = at;
    else if (bytes[at] === POINT) hasPoint = true;
  }
  return hasPoint ? slash : end;
}
