import { hashToken } from '../tokeniser/token-hash.ts';
import { BOUNDARY, CAPITALS, ELONGATED, maxUnits, NEGATED, type Tokens } from '../tokeniser/tokens.ts';
import { hashNegated, hashNextUnit, hashNextWord, spread } from './ngram-hash.ts';

const capitals = spread(hashToken('<capitals>'));
const elongated = spread(hashToken('<elongated>'));

/** A text's features, by their spread hashes; a feature that occurs twice is there twice. */
export interface Features {
  /** Tokens alone and in pairs, and what capitals and elongation there is. */
  readonly words: Uint32Array;
  /** 1 where {@link words} has a token alone. */
  readonly isToken: Uint8Array;
  numWords: number;
  /** Three to five units in a row inside a word. */
  readonly units: Uint32Array;
  numUnits: number;
}

/** Of each token: itself, its pair, its capitals and its length. */
const maxWords = 4 * (maxUnits + 8);

/** Room for the features of the longest text. */
export function makeFeatures(): Features {
  return {
    words: new Uint32Array(maxWords),
    isToken: new Uint8Array(maxWords),
    numWords: 0,
    units: new Uint32Array(3 * (maxUnits + 8)),
    numUnits: 0,
  };
}

/** How many of {@link Features.words} a token with these flags has besides itself and its pair. */
export function numExtraWords(flags: number): number {
  return ((flags & CAPITALS) !== 0 ? 1 : 0) + ((flags & ELONGATED) !== 0 ? 1 : 0);
}

/** How many of {@link Features.units} a token of so many units has; one of one unit is its own word. */
export function numUnitsOf(length: number): number {
  return length < 2 ? 0 : 3 * length - 3;
}

/** Fills `features` with those of a text. */
export function collectFeatures(tokens: Tokens, features: Features): void {
  collectWords(tokens, features);
  collectUnits(tokens, features);
}

function collectWords({ count, hashes, flags }: Tokens, features: Features): void {
  const { words, isToken } = features;
  isToken.fill(0, 0, 4 * count);
  let length = 0;
  let word = 0;
  for (let i = 0; i < count; i++) {
    const flag = flags[i] as number;
    const before = word;
    word = hashes[i] as number;
    if ((flag & NEGATED) !== 0) word = hashNegated(word);
    isToken[length] = 1;
    words[length++] = spread(word);
    if (i > 0) words[length++] = spread(hashNextWord(before, word));
    if ((flag & CAPITALS) !== 0) words[length++] = capitals;
    if ((flag & ELONGATED) !== 0) words[length++] = elongated;
  }
  features.numWords = length;
}

function collectUnits({ count, stream, streamEnds }: Tokens, features: Features): void {
  const { units } = features;
  const end = count === 0 ? 0 : (streamEnds[count - 1] as number) + 1;
  let length = 0;
  let run = 0; // units since the last boundary
  let unit = BOUNDARY;
  let two = 0;
  let three = 0;
  let four = 0;
  for (let i = 1; i < end; i++) {
    const before = unit;
    unit = stream[i] as number;
    const five = hashNextUnit(four, unit);
    four = hashNextUnit(three, unit);
    three = hashNextUnit(two, unit);
    two = hashNextUnit(before, unit);
    if (unit !== BOUNDARY) run++;
    if (run < 2) {
      if (unit === BOUNDARY) run = 0;
      continue;
    }
    units[length++] = spread(three);
    if (unit !== BOUNDARY) {
      if (run > 2) units[length++] = spread(four);
      if (run > 3) units[length++] = spread(five);
    } else {
      units[length++] = spread(four);
      if (run > 2) units[length++] = spread(five);
      run = 0;
    }
  }
  features.numUnits = length;
}
