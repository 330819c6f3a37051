import { skipEscape } from './json-walk.ts';

/** What a text holds, added up over its bytes. */
export const HOLDS_BACKSLASH = 1;
export const HOLDS_NUMBER_SIGN = 2;
export const HOLDS_AMPERSAND = 4;
/** The first byte of `＃`, and of much else. */
export const HOLDS_EF = 8;

/** Characters written as `\u…`: what they are is not looked at. */
export const HOLDS_CODE_UNITS = 16;
/** Not in what a text holds: it ends here, or is none. */
const STOPS = 32;

/** From here on a byte needs to be looked at. */
const ESCAPES = STOPS | HOLDS_BACKSLASH;

const holds = new Uint8Array(256).fill(STOPS, 0, 0x20);
holds[0x22] = STOPS;
holds[0x5c] = ESCAPES;
holds[0x23] = HOLDS_NUMBER_SIGN;
holds[0x26] = HOLDS_AMPERSAND;
holds[0xef] = HOLDS_EF;

/** Which of the marked characters are in `bytes[start, end)`. */
export function whatHolds(bytes: Uint8Array, start: number, end: number): number {
  let found = 0;
  for (let at = start; at < end; at += 1) found |= holds[bytes[at] as number] as number;
  return found & ~STOPS;
}

/** Where a JSON string ends, and what it holds. Made once and filled again for each. */
export interface TextSpan {
  /** Of the closing quote. */
  end: number;
  holds: number;
}

/**
 * `skipString` and {@link whatHolds} in one pass.
 *
 * @param at behind the opening quote
 * @returns false: it is unusual, or no JSON
 */
export function readText(bytes: Uint8Array, at: number, span: TextSpan): boolean {
  let found = 0;
  for (let place = at; ; ) {
    let held = holds[bytes[place] as number] as number;
    // Nearly all time goes here: one look and one branch a byte.
    while (held < STOPS) {
      found |= held;
      place += 1;
      held = holds[bytes[place] as number] as number;
    }
    if (held === STOPS) {
      span.end = place;
      span.holds = found;
      return bytes[place] === QUOTE;
    }
    found |= bytes[place + 1] === LETTER_U ? HOLDS_BACKSLASH | HOLDS_CODE_UNITS : HOLDS_BACKSLASH;
    place = skipEscape(bytes, place);
    if (place < 0) return false;
  }
}

const QUOTE = 0x22;
const LETTER_U = 0x75;
const BACKSLASH = 0x5c;
const AMPERSAND = 0x26;
/** By the letter behind the backslash, the byte it stands for. */
const escaped = new Uint8Array(256);
for (const pair of ['""', '\\\\', '//', 'b\b', 'f\f', 'n\n', 'r\r', 't\t'])
  escaped[pair.charCodeAt(0)] = pair.charCodeAt(1);

/**
 * Undoes JSON's escapes. The text must be of a valid JSON string.
 *
 * @param into has room for `end − start` bytes
 * @returns how many bytes it came to; −1: it holds half a surrogate pair, which UTF-8 cannot say
 */
export function undoEscapes(bytes: Uint8Array, start: number, end: number, into: Uint8Array): number {
  let length = 0;
  for (let at = start; at < end; ) {
    const byte = bytes[at] as number;
    if (byte !== BACKSLASH) {
      into[length] = byte;
      length += 1;
      at += 1;
      continue;
    }
    const letter = bytes[at + 1] as number;
    if (letter !== LETTER_U) {
      into[length] = escaped[letter] as number;
      length += 1;
      at += 2;
      continue;
    }
    let codePoint = hexAt(bytes, at + 2);
    at += 6;
    if (codePoint >= 0xd800 && codePoint <= 0xdfff) {
      if (codePoint > 0xdbff || at + 6 > end || bytes[at] !== BACKSLASH || bytes[at + 1] !== LETTER_U)
        return -1;
      const low = hexAt(bytes, at + 2);
      if (low < 0xdc00 || low > 0xdfff) return -1;
      codePoint = 0x10000 + ((codePoint - 0xd800) << 10) + (low - 0xdc00);
      at += 6;
    }
    length = putCodePoint(into, length, codePoint);
  }
  return length;
}

/**
 * Undoes `&lt; &gt; &amp;`, once: the same as one after the other in that order, since none makes a piece of another.
 *
 * @param into has room for `end − start` bytes, and is not `bytes`
 * @returns how many bytes it came to
 */
export function undoEntityBytes(bytes: Uint8Array, start: number, end: number, into: Uint8Array): number {
  let length = 0;
  for (let at = start; at < end; length += 1) {
    const byte = bytes[at] as number;
    into[length] = byte;
    at += 1;
    if (byte !== AMPERSAND) continue;
    const size = entityLength(bytes, at, end);
    if (size === 0) continue;
    // `&lt;`, `&gt;`, or `&amp;`, whose ampersand is there already.
    if (size === 3) into[length] = bytes[at] === 0x6c ? 0x3c : 0x3e;
    at += size;
  }
  return length;
}

/** @param at behind the ampersand @returns how long the entity's rest is; 0: there is none */
function entityLength(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at];
  if ((first === 0x6c || first === 0x67) && at + 3 <= end)
    return bytes[at + 1] === 0x74 && bytes[at + 2] === 0x3b ? 3 : 0;
  if (first !== 0x61 || at + 4 > end) return 0;
  return bytes[at + 1] === 0x6d && bytes[at + 2] === 0x70 && bytes[at + 3] === 0x3b ? 4 : 0;
}

function hexAt(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let index = at; index < at + 4; index += 1) {
    const digit = bytes[index] as number;
    value = (value << 4) | (digit <= 0x39 ? digit - 0x30 : (digit | 0x20) - 0x57);
  }
  return value;
}

function putCodePoint(into: Uint8Array, at: number, codePoint: number): number {
  if (codePoint < 0x80) {
    into[at] = codePoint;
    return at + 1;
  }
  if (codePoint < 0x800) {
    into[at] = 0xc0 | (codePoint >> 6);
    into[at + 1] = 0x80 | (codePoint & 0x3f);
    return at + 2;
  }
  if (codePoint < 0x10000) {
    into[at] = 0xe0 | (codePoint >> 12);
    into[at + 1] = 0x80 | ((codePoint >> 6) & 0x3f);
    into[at + 2] = 0x80 | (codePoint & 0x3f);
    return at + 3;
  }
  into[at] = 0xf0 | (codePoint >> 18);
  into[at + 1] = 0x80 | ((codePoint >> 12) & 0x3f);
  into[at + 2] = 0x80 | ((codePoint >> 6) & 0x3f);
  into[at + 3] = 0x80 | (codePoint & 0x3f);
  return at + 4;
}
