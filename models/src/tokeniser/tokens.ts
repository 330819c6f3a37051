/** Units of a text that are read; what stands behind them is not. A long post on X has up to 25,000. */
export const maxUnits = 32_768;

/** Units of a word that {@link Tokens.stream} has; its hash is of all of them. */
export const maxStreamed = 64;

/** A word within reach of a negator. */
export const NEGATED = 1;
/** A word of three letters or more, all of them capitals. */
export const CAPITALS = 2;
/** A word or emoticon with a letter or mouth three times or more in a row. */
export const ELONGATED = 4;
/** A word, as opposed to marks, emoji, numbers, links and names. */
export const WORD = 8;
/** A word that turns the next ones. */
export const NEGATOR = 16;
/** A hashtag as a whole; its words follow as tokens of their own. */
export const TAG = 32;

/** Stands before and behind each token in {@link Tokens.stream}. */
export const BOUNDARY = 0x20;

/** What a text consists of; filled anew for each text. Only the first `count` entries mean anything. */
export interface Tokens {
  count: number;
  /** Of the token as it is compared: letters in lower case, at most two of one in a row, negation apart. */
  readonly hashes: Int32Array;
  readonly flags: Uint8Array;
  /** Where the token stands in the text, in UTF-16 units. */
  readonly starts: Uint16Array;
  readonly ends: Uint16Array;
  /** The tokens' units as they are compared, a {@link BOUNDARY} before, between and behind; one unit for what is no word. */
  readonly stream: Uint16Array;
  /** Where in the stream the token's {@link BOUNDARY} stands. */
  readonly streamEnds: Uint32Array;
}

/** Room for the longest text: every unit a token, and a hashtag's body read twice. */
export function makeTokens(): Tokens {
  const most = maxUnits + 8;
  return {
    count: 0,
    hashes: new Int32Array(most),
    flags: new Uint8Array(most),
    starts: new Uint16Array(most),
    ends: new Uint16Array(most),
    stream: new Uint16Array(2 * most),
    streamEnds: new Uint32Array(most),
  };
}
