import { readUnits } from './read-units.ts';

/** A unit that ends a token: blank, line feed, or punctuation that npm `sentiment` reads as a blank. */
export const SEPARATOR = 0;

/** Other white space: ends a token only beside another separator or at an end of the text. */
export const LONE_BLANK = 1;

/** A unit of no known word: it belongs to a token and makes it unknown. */
export const OTHER = 2;

const numUnits = 0x1_0000;
/** İ, the one unit whose lower case is two units: i and U+0307, which is a unit of no known word. */
const dottedCapitalI = 0x130;

/**
 * What a UTF-16 unit is for the reader of words: {@link SEPARATOR}, {@link LONE_BLANK}, {@link OTHER}, or its
 * lower-case unit where a known word has that.
 *
 * Folding unit by unit finds the same words as `text.toLowerCase()` does as long as no known word holds what
 * lower case makes of more than one unit: U+0307, σ or ς, cased letters beyond the BMP. The tests hold that.
 *
 * @param words the known words
 */
export function makeFoldTable(words: readonly string[]): Uint16Array {
  const isKnown = new Uint8Array(numUnits);
  for (const word of words) for (let i = 0; i < word.length; i++) isKnown[word.charCodeAt(i)] = 1;

  const allUnits = everyUnit();
  const lowered = readUnits(
    `${allUnits.slice(0, dottedCapitalI).toLowerCase()}İ${allUnits.slice(dottedCapitalI + 1).toLowerCase()}`,
  );
  const fold = new Uint16Array(numUnits);
  for (let unit = 0; unit < numUnits; unit++) {
    const lower = lowered[unit] as number;
    fold[unit] = isKnown[lower] === 1 ? lower : OTHER;
  }
  for (const [blank] of allUnits.matchAll(/\s/g)) fold[blank.charCodeAt(0)] = LONE_BLANK;
  for (const mark of ' \n.,/#!?$%^&*;:{}=_`"~()') fold[mark.charCodeAt(0)] = SEPARATOR;
  return fold;
}

/** U+0000 to U+FFFF, surrogates included, as one string. */
function everyUnit(): string {
  const units = new Uint16Array(numUnits);
  for (let unit = 0; unit < numUnits; unit++) units[unit] = unit;
  return Buffer.from(units.buffer).toString('utf16le');
}
