// Walks over JSON as bytes without making anything of it. A text must end in a control character that stands in no
// JSON string, such as the newline of its line: that is what stops every loop.

/** What is not JSON, or so unusual that JSON.parse should have the word. */
export const UNUSUAL = -1;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COLON = 0x3a;
const COMMA = 0x2c;
const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const MAX_DEPTH = 64;

/** 1: stands in a string for itself; 0: a quote, a backslash or a control character. */
const isPlain = new Uint8Array(256).fill(1, 0x20);
isPlain[QUOTE] = 0;
isPlain[BACKSLASH] = 0;

const isHex = new Uint8Array(256);
for (const digit of '0123456789abcdefABCDEF') isHex[digit.charCodeAt(0)] = 1;
const isEscape = new Uint8Array(256);
for (const letter of '"\\/bfnrt') isEscape[letter.charCodeAt(0)] = 1;

const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const NULL = Buffer.from('null');

/** Whether `bytes` has these ASCII characters at `at`. */
export function standsAt(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let index = 0; index < text.length; index += 1) if (bytes[at + index] !== text[index]) return false;
  return true;
}

/** The first place from `at` on that is no blank; a newline is none, since a record's line ends there. */
export function skipBlanks(bytes: Uint8Array, at: number): number {
  let place = at;
  for (let byte = bytes[place] as number; byte <= 0x20; byte = bytes[place] as number) {
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) break;
    place += 1;
  }
  return place;
}

/** Where the run of plain characters that begins at `at` ends. */
export function skipPlain(bytes: Uint8Array, at: number): number {
  let place = at;
  while (isPlain[bytes[place] as number] === 1) place += 1;
  return place;
}

/** @param at behind the opening quote @returns behind the closing one, or {@link UNUSUAL} */
function skipString(bytes: Uint8Array, at: number): number {
  let place = at;
  for (;;) {
    while (isPlain[bytes[place] as number] === 1) place += 1;
    if (bytes[place] === QUOTE) return place + 1;
    place = skipEscape(bytes, place);
    if (place < 0) return UNUSUAL;
  }
}

/** @returns behind the escape that begins at `at`, or {@link UNUSUAL} */
export function skipEscape(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== BACKSLASH) return UNUSUAL;
  const letter = bytes[at + 1] as number;
  if (isEscape[letter] === 1) return at + 2;
  return letter === 0x75 && hasHexDigits(bytes, at + 2) ? at + 6 : UNUSUAL;
}

/** @returns behind the value that begins at `at`, or {@link UNUSUAL} */
export function skipValue(bytes: Uint8Array, at: number, depth = 0): number {
  switch (bytes[at]) {
    case QUOTE:
      return skipString(bytes, at + 1);
    case OPEN_OBJECT:
      return depth < MAX_DEPTH ? skipObject(bytes, at + 1, depth + 1) : UNUSUAL;
    case OPEN_ARRAY:
      return depth < MAX_DEPTH ? skipArray(bytes, at + 1, depth + 1) : UNUSUAL;
    case 0x74:
      return standsAt(bytes, at, TRUE) ? at + TRUE.length : UNUSUAL;
    case 0x66:
      return standsAt(bytes, at, FALSE) ? at + FALSE.length : UNUSUAL;
    case 0x6e:
      return standsAt(bytes, at, NULL) ? at + NULL.length : UNUSUAL;
    default:
      return skipNumber(bytes, at);
  }
}

function skipObject(bytes: Uint8Array, at: number, depth: number): number {
  let place = skipBlanks(bytes, at);
  if (bytes[place] === CLOSE_OBJECT) return place + 1;
  for (;;) {
    if (bytes[place] !== QUOTE) return UNUSUAL;
    place = skipString(bytes, place + 1);
    if (place < 0) return UNUSUAL;
    place = skipBlanks(bytes, place);
    if (bytes[place] !== COLON) return UNUSUAL;
    place = skipValue(bytes, skipBlanks(bytes, place + 1), depth);
    if (place < 0) return UNUSUAL;
    place = skipBlanks(bytes, place);
    if (bytes[place] === CLOSE_OBJECT) return place + 1;
    if (bytes[place] !== COMMA) return UNUSUAL;
    place = skipBlanks(bytes, place + 1);
  }
}

function skipArray(bytes: Uint8Array, at: number, depth: number): number {
  let place = skipBlanks(bytes, at);
  if (bytes[place] === CLOSE_ARRAY) return place + 1;
  for (;;) {
    place = skipValue(bytes, place, depth);
    if (place < 0) return UNUSUAL;
    place = skipBlanks(bytes, place);
    if (bytes[place] === CLOSE_ARRAY) return place + 1;
    if (bytes[place] !== COMMA) return UNUSUAL;
    place = skipBlanks(bytes, place + 1);
  }
}

function skipNumber(bytes: Uint8Array, at: number): number {
  let place = bytes[at] === MINUS ? at + 1 : at;
  if (bytes[place] === ZERO) place += 1;
  else {
    place = skipDigits(bytes, place);
    if (place < 0) return UNUSUAL;
  }
  if (bytes[place] === POINT) {
    place = skipDigits(bytes, place + 1);
    if (place < 0) return UNUSUAL;
  }
  if (((bytes[place] as number) | 0x20) === 0x65) {
    const sign = bytes[place + 1];
    place = skipDigits(bytes, place + (sign === MINUS || sign === PLUS ? 2 : 1));
  }
  return place;
}

/** One digit at least. */
function skipDigits(bytes: Uint8Array, at: number): number {
  let place = at;
  while ((bytes[place] as number) >= ZERO && (bytes[place] as number) <= NINE) place += 1;
  return place > at ? place : UNUSUAL;
}

function hasHexDigits(bytes: Uint8Array, at: number): boolean {
  for (let index = at; index < at + 4; index += 1) if (isHex[bytes[index] as number] !== 1) return false;
  return true;
}
