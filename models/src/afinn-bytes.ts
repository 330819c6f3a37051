import {
  BYTE_SEPARATOR,
  BYTE_SUSPECT,
  makeByteFold,
  makeByteWordTable,
  needsDecoding,
} from './byte-word-table.ts';
import { LONE_BLANK } from './fold-table.ts';
import { readCodePoint } from './read-code-point.ts';
import type { LabelCode } from './sentiment-model.ts';
import { hashUnit, type WordTable } from './word-table.ts';

/** What a reader of bytes has to know of each word, by its index. */
interface ByteVocabulary {
  readonly known: readonly string[];
  readonly fold: Uint16Array;
  /** The same words, by their UTF-16 units. */
  readonly table: WordTable;
  readonly weightOf: Int8Array;
  readonly negates: Uint8Array;
}

/** How many bytes are cut into tokens before the tokens are looked up, or read again where one needs decoding. */
const stretchBytes = 32;

/**
 * The label of `afinn`, read from UTF-8 in place, nothing allocated.
 *
 * First a stretch of bytes is cut into tokens without asking where each ends: the hash so far is written at each
 * byte, and what a separator finds written stays. (A processor guesses the end of every second word wrong, which
 * costs more than hashing it.) Then the hashes are looked up, those of empty tokens among them. A stretch with a
 * lone blank, or with a character that folds to another, is decoded instead.
 */
export function makeAfinnBytes({ known, fold, table, weightOf, negates }: ByteVocabulary) {
  const byteFold = makeByteFold(fold);
  const byteTable = makeByteWordTable(known, byteFold);
  const hashes = new Int32Array(stretchBytes + 1);
  const ends = new Int32Array(stretchBytes + 1);
  const longest = Math.max(...known.map((word) => word.length));
  const units = new Uint16Array(longest + 2); // of one token that is decoded
  // Of the text being read. Nothing here is asynchronous, so there is one at a time.
  let score = 0;
  let negatorEnd = -1;

  /** Whether the character at `at` belongs to a token wherever it stands: it is no blank and no mark. */
  function isLetterAt(bytes: Uint8Array, at: number, end: number): boolean {
    const code = readCodePoint(bytes, at, end) >> 3;
    return code > 0xffff || (fold[code] as number) > LONE_BLANK;
  }

  /** Whether nothing but blanks and marks is there. */
  function isBlank(bytes: Uint8Array, from: number, end: number): boolean {
    for (let at = from; at < end; at += readCodePoint(bytes, at, end) & 7) {
      if (isLetterAt(bytes, at, end)) return false;
    }
    return true;
  }

  /** Counts a known word that stands at `first` to `end`. */
  function count(bytes: Uint8Array, index: number, first: number, end: number): void {
    const weight = weightOf[index] as number;
    if (weight !== 0) {
      if (negatorEnd >= 0 && isBlank(bytes, negatorEnd, first)) score -= weight;
      else score += weight;
    }
    negatorEnd = negates[index] === 1 ? end : -1;
  }

  /** Whether a character that begins in this stretch needs decoding. */
  function isToDecode(bytes: Uint8Array, from: number, stop: number, end: number): boolean {
    for (let at = from; at < stop; at++) {
      if (((byteFold[bytes[at] as number] as number) & BYTE_SUSPECT) === 0) continue;
      const code = readCodePoint(bytes, at, end) >> 3;
      if (code <= 0xffff && needsDecoding(code, fold)) return true;
    }
    return false;
  }

  /** Where the token that goes on at `at` began; `at` itself where none does. */
  function startOfToken(bytes: Uint8Array, start: number, at: number): number {
    let first = at;
    while (first > start && byteFold[bytes[first - 1] as number] !== BYTE_SEPARATOR) first--;
    return first;
  }

  /** Reads whole tokens from `from` until one ends at `stop` or behind it; gives where. */
  function decode(bytes: Uint8Array, from: number, stop: number, end: number): number {
    let at = from;
    while (at < stop) {
      if (!isLetterAt(bytes, at, end)) {
        at += readCodePoint(bytes, at, end) & 7;
        continue;
      }
      const first = at;
      let hash = 0;
      let numUnits = 0;
      while (at < end) {
        const read = readCodePoint(bytes, at, end);
        const code = read >> 3;
        const after = at + (read & 7);
        const folded = code <= 0xffff ? (fold[code] as number) : (fold[0xd7c0 + (code >> 10)] as number);
        if (folded < LONE_BLANK) break;
        // A lone blank joins only if the token goes on behind it.
        if (folded === LONE_BLANK && (after >= end || !isLetterAt(bytes, after, end))) break;
        if (numUnits <= longest) {
          units[numUnits++] = code <= 0xffff ? code : 0xd7c0 + (code >> 10);
          hash = hashUnit(hash, folded);
          if (code > 0xffff) {
            units[numUnits++] = 0xdc00 | (code & 0x3ff);
            hash = hashUnit(hash, fold[0xdc00 | (code & 0x3ff)] as number);
          }
        }
        at = after;
      }
      const index = table.indexOf(units, 0, numUnits, hash);
      if (index >= 0) count(bytes, index, first, at);
    }
    return at;
  }

  return function labelOfBytes(bytes: Uint8Array, start: number, end: number): LabelCode {
    score = 0;
    negatorEnd = -1;
    let at = start;
    let hash = 0;
    let decodedTo = start;
    while (at < end) {
      const from = at;
      const stop = Math.min(end, at + stretchBytes);
      let numTokens = 0;
      let allUnits = 0;
      for (; at < stop; at++) {
        const unit = byteFold[bytes[at] as number] as number;
        allUnits |= unit;
        hashes[numTokens] = hash;
        ends[numTokens] = at;
        const goesOn = unit >> 31; // all bits set, unless it is a separator
        numTokens += goesOn + 1;
        hash = hashUnit(hash, unit) & goesOn;
      }
      if ((allUnits & BYTE_SUSPECT) !== 0 && isToDecode(bytes, from, stop, end)) {
        at = decode(bytes, startOfToken(bytes, decodedTo, from), stop, end);
        decodedTo = at;
        hash = 0;
        continue;
      }
      if (at === end) {
        hashes[numTokens] = hash;
        ends[numTokens++] = at;
      }
      for (let token = 0; token < numTokens; token++) {
        const tokenHash = hashes[token] as number;
        if (!byteTable.mayHave(tokenHash)) continue;
        const tokenEnd = ends[token] as number;
        const index = byteTable.indexBefore(bytes, decodedTo, tokenEnd, tokenHash);
        if (index >= 0) count(bytes, index, tokenEnd - (byteTable.numBytesOf[index] as number), tokenEnd);
      }
    }
    return score > 0 ? 2 : score < 0 ? 0 : 1;
  };
}
