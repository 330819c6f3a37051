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

const NAMES: readonly (readonly [name: string, key: number])[] = [
  ['data', KEYS.data],
  ['includes', KEYS.includes],
  ['__rec', KEYS.rec],
  ['text', KEYS.text],
  ['id', KEYS.id],
  ['lang', KEYS.lang],
  ['note_tweet', KEYS.noteTweet],
  ['note_post', KEYS.notePost],
  ['referenced_tweets', KEYS.referencedTweets],
  ['referenced_posts', KEYS.referencedPosts],
  ['tweets', KEYS.tweets],
  ['posts', KEYS.posts],
  ['type', KEYS.type],
  ['error', KEYS.error],
];

/** By length, the names of that length and their keys. */
const namesOfLength: (readonly { readonly name: Uint8Array; readonly key: number }[])[] = Array.from(
  { length: 18 },
  (_, length) =>
    NAMES.filter(([name]) => name.length === length).map(([name, key]) => ({ name: Buffer.from(name), key })),
);

/**
 * Notes where the members of an object begin. A key that is written with an escape, or twice, is unusual.
 *
 * @param at behind the `{`
 * @param data is filled with the members of `data` in the same pass, where that is an object
 * @param includes the same of `includes`
 * @returns behind the `}`, or `UNUSUAL`
 */
export function readMembers(
  bytes: Uint8Array,
  at: number,
  members: Members,
  data?: Members,
  includes?: Members,
): number {
  const places = members.at;
  places.fill(0);
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
      const nested = key === KEYS.data ? data : key === KEYS.includes ? includes : undefined;
      place =
        nested !== undefined && bytes[place] === OPEN
          ? readMembers(bytes, place + 1, nested)
          : skipValue(bytes, place);
      if (place < 0) return UNUSUAL;
    }
    place = skipBlanks(bytes, place);
    if (bytes[place] === CLOSE) return place + 1;
    if (bytes[place] !== COMMA) return UNUSUAL;
    place = skipBlanks(bytes, place + 1);
  }
}

function keyAt(bytes: Uint8Array, start: number, length: number): number {
  const names = namesOfLength[length];
  if (names === undefined) return -1;
  for (let index = 0; index < names.length; index += 1) {
    const { name, key } = names[index] as { readonly name: Uint8Array; readonly key: number };
    if (standsAt(bytes, start, name)) return key;
  }
  return -1;
}
