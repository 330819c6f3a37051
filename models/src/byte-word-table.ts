import { LONE_BLANK } from './fold-table.ts';
import { hashUnit } from './word-table.ts';

/** What a byte that ends a token is in a table of {@link makeByteFold}; every other one is below 0. */
export const BYTE_SEPARATOR = 0;
/** Set where a byte may need a closer look: it is, or begins, what may be a lone blank or a capital to be folded. */
export const BYTE_SUSPECT = 0x100;
const inToken = 1 << 31;

const separatorUnit = 0;
const otherUnit = 2;

/**
 * What each byte of UTF-8 is: {@link BYTE_SEPARATOR}; of ASCII what `fold` makes of it; beyond, itself, so that a
 * known word can be found by its bytes. With {@link BYTE_SUSPECT} where that is not enough.
 *
 * @param fold made by `makeFoldTable`
 */
export function makeByteFold(fold: Uint16Array): Int32Array {
  const bytes = Int32Array.from({ length: 256 }, (_, byte) => {
    const unit = byte < 0x80 ? (fold[byte] as number) : byte;
    if (unit === separatorUnit) return BYTE_SEPARATOR;
    return inToken | (unit === LONE_BLANK ? BYTE_SUSPECT : unit);
  });
  for (let unit = 0x80; unit <= 0xffff; unit++) {
    if (!needsDecoding(unit, fold)) continue;
    const lead = Buffer.from(String.fromCharCode(unit))[0] as number;
    bytes[lead] = inToken | BYTE_SUSPECT | lead;
  }
  return bytes;
}

/** Whether a character cannot be read as its bytes: a lone blank, or what folds to another. */
export function needsDecoding(unit: number, fold: Uint16Array): boolean {
  const folded = fold[unit] as number;
  return folded === LONE_BLANK || (folded !== otherUnit && folded !== unit);
}

/** Known words by the hash of their folded bytes, for a reader that has a token's end in UTF-8 and no string of it. */
export interface ByteWordTable {
  /** Whether a word may have this hash: false for nearly all unknown ones, at the price of one look. */
  mayHave(hash: number): boolean;
  /**
   * The index of the word that is the token before `end`; −1: not known.
   *
   * @param start where the first token began; the others begin behind a separator
   */
  indexBefore(bytes: Uint8Array, start: number, end: number, hash: number): number;
  /** Bytes of each word, by its index. */
  readonly numBytesOf: Uint8Array;
}

/**
 * @param words each of at most 255 bytes; one that is not in lower case is never found, as in `sentiment`
 * @param byteFold what stands for each byte
 */
export function makeByteWordTable(words: readonly string[], byteFold: Int32Array): ByteWordTable {
  const mask = 2 ** Math.ceil(Math.log2(words.length * 2 + 1)) - 1;
  const slots = new Int32Array(2 * (mask + 1)); // pairs: a word's hash, its index + 1 (0: free)
  const filter = new Int32Array(filterWords); // one bit for each hash that some word has
  const letters = Buffer.from(words.join(''));
  const firstLetter = new Int32Array(words.length);
  const numBytesOf = Uint8Array.from(words, (word) => Buffer.byteLength(word));

  let at = 0;
  words.forEach((word, index) => {
    firstLetter[index] = at;
    let hash = 0;
    for (const end = at + (numBytesOf[index] as number); at < end; at++) {
      hash = hashUnit(hash, byteFold[letters[at] as number] as number);
    }
    if (word !== word.toLowerCase()) return;
    let slot = (mix(hash) & mask) * 2;
    while (slots[slot + 1] !== 0) slot = (slot + 2) & (mask * 2 + 1);
    slots[slot] = hash;
    slots[slot + 1] = index + 1;
    filter[hash >>> filterShift] = (filter[hash >>> filterShift] as number) | (1 << (hash >>> bitShift));
  });

  function isBefore(bytes: Uint8Array, start: number, end: number, index: number): boolean {
    const length = numBytesOf[index] as number;
    const first = end - length;
    if (first < start) return false;
    const letter = firstLetter[index] as number;
    for (let i = 0; i < length; i++) {
      if (((byteFold[bytes[first + i] as number] as number) & 0xff) !== letters[letter + i]) return false;
    }
    return first === start || byteFold[bytes[first - 1] as number] === BYTE_SEPARATOR;
  }

  return {
    numBytesOf,
    mayHave(hash) {
      return (((filter[hash >>> filterShift] as number) >>> (hash >>> bitShift)) & 1) === 1;
    },
    indexBefore(bytes, start, end, hash) {
      for (let slot = (mix(hash) & mask) * 2; ; slot = (slot + 2) & (mask * 2 + 1)) {
        const index = (slots[slot + 1] as number) - 1;
        if (index < 0 || (slots[slot] === hash && isBefore(bytes, start, end, index))) return index;
      }
    },
  };
}

/** 16 KiB: stays in the processor's nearest cache. By the hash's highest bits, which the last letter moved most. */
const filterWords = 1 << 12;
const filterShift = 20;
/** The next five bits: a shift takes no more of what it is given. */
const bitShift = 15;

const mix = (hash: number): number => hash ^ (hash >>> 15);
