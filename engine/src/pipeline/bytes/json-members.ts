import { readText, type TextSpan } from './json-text.ts';
import { skipBlanks, skipPlain, skipValue, standsAt, UNUSUAL } from './json-walk.ts';

/** The keys that are looked for; a {@link Members} has a place for each. */
export const KEYS = {
  data: 0,
  includes: 1,
  rec: 2,
  text: 3,
  id: 4,
  lang: 5,
  noteTweet: 6,
  notePost: 7,
  referencedTweets: 8,
  referencedPosts: 9,
  tweets: 10,
  posts: 11,
  type: 12,
  error: 13,
} as const;

/** Where the values of an object's members begin. */
export interface Members {
  /** By {@link KEYS}; 0: it has none of that name. */
  readonly at: Int32Array;
  /** Of `text`, where that is a string. */
  readonly text: TextSpan;
}

export function newMembers(): Members {
  return { at: new Int32Array(Object.keys(KEYS).length), text: { end: 0, holds: 0 } };
}

const QUOTE = 0x22;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/** By {@link KEYS}. */
const NAMES = [
  ...['data', 'includes', '__rec', 'text', 'id', 'lang', 'note_tweet', 'note_post'],
  ...['referenced_tweets', 'referenced_posts', 'tweets', 'posts', 'type', 'error'],
].map((name) => Buffer.from(name));
const LONGEST_NAME = Math.max(...NAMES.map(({ length }) => length));
const NONE: readonly Members[] = [];
/** By length and last character, which no two have in common: the only key that it can be, + 1. */
const keyByEnd = new Uint8Array(256 * (LONGEST_NAME + 1));
for (const [key, name] of NAMES.entries()) keyByEnd[256 * name.length + (name.at(-1) ?? 0)] = key + 1;

/**
 * Notes where the members of an object begin. A key that is written with an escape, or twice, is unusual.
 *
 * @param at behind the `{`
 * @param nested by {@link KEYS}: what is filled in the same pass with the members of that member, where it is an object
 * @returns behind the `}`, or `UNUSUAL`
 */
export function readMembers(
  bytes: Uint8Array,
  at: number,
  members: Members,
  nested: readonly Members[] = NONE,
): number {
  const places = members.at;
  // A loop: for so few the call of `fill` costs more.
  for (let key = 0; key < places.length; key += 1) places[key] = 0;
  let place = skipBlanks(bytes, at);
  if (bytes[place] === CLOSE) return place + 1;
  for (;;) {
    if (bytes[place] !== QUOTE) return UNUSUAL;
    const start = place + 1;
    const end = skipPlain(bytes, start);
    if (bytes[end] !== QUOTE) return UNUSUAL;
    place = skipBlanks(bytes, end + 1);
    if (bytes[place] !== COLON) return UNUSUAL;
    place = skipBlanks(bytes, place + 1);
    const key = keyAt(bytes, start, end - start);
    if (key >= 0) {
      if (places[key] !== 0) return UNUSUAL;
      places[key] = place;
    }
    if (key === KEYS.text && bytes[place] === QUOTE) {
      if (!readText(bytes, place + 1, members.text)) return UNUSUAL;
      place = members.text.end + 1;
    } else {
      const isNested = key >= 0 && key < nested.length && bytes[place] === OPEN;
      place = isNested ? readMembers(bytes, place + 1, nested[key] as Members) : skipValue(bytes, place);
      if (place < 0) return UNUSUAL;
    }
    place = skipBlanks(bytes, place);
    if (bytes[place] === CLOSE) return place + 1;
    if (bytes[place] !== COMMA) return UNUSUAL;
    place = skipBlanks(bytes, place + 1);
  }
}

function keyAt(bytes: Uint8Array, start: number, length: number): number {
  if (length > LONGEST_NAME) return -1;
  const last = bytes[start + length - 1] as number;
  const key = (keyByEnd[256 * length + last] as number) - 1;
  return key >= 0 && standsAt(bytes, start, NAMES[key] as Uint8Array) ? key : -1;
}
