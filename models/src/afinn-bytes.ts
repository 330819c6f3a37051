import { ENDS_TOKEN, makeByteKinds, needsDecoding } from './byte-kinds.ts';
import { makeByteWordTable } from './byte-word-table.ts';
import { LONE_BLANK } from './fold-table.ts';
import { readCodePoint } from './read-code-point.ts';
import { writeCodePoint } from './write-code-point.ts';

/** What a reader of bytes has to know of each word, by its index. */
interface ByteVocabulary {
  readonly known: readonly string[];
  readonly fold: Uint16Array;
  readonly weightOf: Int8Array;
  readonly negates: Uint8Array;
}

/** Is told of each word that moves the score; `negator` is the index of the one that turns it, or −1. */
export type OnWord = (index: number, negator: number) => void;

/** As many as a number has bits. */
const stretchBytes = 32;
const highestBit = 1 << 31;

/**
 * Reads the score of `afinn` from UTF-8 in place, nothing allocated.
 *
 * Of a stretch of bytes one bit each says whether it ends a token, and one whether its character may need a closer
 * look; no branch depends on a byte. Then each token, empty ones too, is looked up by its length and four of its bytes.
 * A stretch that holds a lone blank, or a character that folds to another and is not ASCII, is decoded instead.
 */
export function makeAfinnBytes({ known, fold, weightOf, negates }: ByteVocabulary) {
  const { kindOf, letterOf } = makeByteKinds(fold);
  const table = makeByteWordTable(known, letterOf);
  const longest = Math.max(...known.map((word) => Buffer.byteLength(word)));
  const decoded = new Uint8Array(longest + 4); // one token, folded
  // Of the text being read. Nothing here is asynchronous, so there is one at a time.
  let score = 0;
  let negator = -1; // index of the last known word, where it is one
  let negatorEnd = 0;
  let onWord: OnWord | undefined;

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
      if (negator >= 0 && !isBlank(bytes, negatorEnd, first)) negator = -1;
      score += negator >= 0 ? -weight : weight;
      if (onWord !== undefined) onWord(index, negator);
    }
    negator = negates[index] === 1 ? index : -1;
    negatorEnd = end;
  }

  /** Whether one of the suspects in the stretch at `from` needs decoding; its first byte is the highest bit. */
  function isToDecode(
    bytes: Uint8Array,
    from: number,
    suspects: number,
    start: number,
    end: number,
  ): boolean {
    for (let rest = suspects; rest !== 0; ) {
      const place = Math.clz32(rest);
      rest &= ~(highestBit >>> place);
      let at = from + place; // any byte of three
      for (let i = 0; i < 2 && at > start && ((bytes[at] as number) & 0xc0) === 0x80; i++) at--;
      const code = readCodePoint(bytes, at, end) >> 3;
      if (code <= 0xffff && needsDecoding(code, fold)) return true;
    }
    return false;
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
      let length = 0;
      while (at < end) {
        const read = readCodePoint(bytes, at, end);
        const code = read >> 3;
        const after = at + (read & 7);
        const folded = code <= 0xffff ? (fold[code] as number) : code;
        if (folded < LONE_BLANK) break;
        // A lone blank joins only if the token goes on behind it.
        if (folded === LONE_BLANK && (after >= end || !isLetterAt(bytes, after, end))) break;
        if (length <= longest) length = writeCodePoint(decoded, length, folded);
        at = after;
      }
      if (length > longest) continue;
      const index = table.indexOf(decoded, 0, length, table.hashOf(decoded, 0, length));
      if (index >= 0) count(bytes, index, first, at);
    }
    return at;
  }

  /** Counts the token at `first` to `end` if it is a known word. */
  function look(bytes: Uint8Array, first: number, end: number): void {
    const length = end - first;
    const hash = table.hashOf(bytes, first, length);
    if (!table.mayHave(hash)) return;
    const index = table.indexOf(bytes, first, length, hash);
    if (index >= 0) count(bytes, index, first, end);
  }

  return function read(bytes: Uint8Array, start: number, end: number, told?: OnWord): number {
    score = 0;
    negator = -1;
    onWord = told;
    let at = start;
    let first = start; // where the token that goes on began
    while (at < end) {
      const from = at;
      const stop = Math.min(end, from + stretchBytes);
      let separators = 0;
      let suspects = 0;
      if (from + stretchBytes <= bytes.length) {
        // Also what lies behind the text: a loop that always runs four times is never guessed wrong.
        for (let group = 0; group < 4; group++, at += 8) {
          const kinds =
            ((kindOf[bytes[at] as number] as number) << 7) |
            ((kindOf[bytes[at + 1] as number] as number) << 6) |
            ((kindOf[bytes[at + 2] as number] as number) << 5) |
            ((kindOf[bytes[at + 3] as number] as number) << 4) |
            ((kindOf[bytes[at + 4] as number] as number) << 3) |
            ((kindOf[bytes[at + 5] as number] as number) << 2) |
            ((kindOf[bytes[at + 6] as number] as number) << 1) |
            (kindOf[bytes[at + 7] as number] as number);
          separators = (separators << 8) | (kinds & 0xff);
          suspects = (suspects << 8) | (kinds >>> 8);
        }
        const inText = highestBit >> (stop - from - 1);
        separators &= inText;
        suspects &= inText;
        at = stop;
      } else {
        for (; at < stop; at++) {
          const kind = kindOf[bytes[at] as number] as number;
          separators |= (kind & ENDS_TOKEN) << (from + 31 - at);
          suspects |= (kind >>> 8) << (from + 31 - at);
        }
      }
      if (suspects !== 0 && isToDecode(bytes, from, suspects, start, end)) {
        at = decode(bytes, first, stop, end);
        first = at;
        continue;
      }
      for (let next = from; separators !== 0; ) {
        const place = Math.clz32(separators);
        next += place;
        separators = (separators << place) << 1;
        look(bytes, first, next);
        first = ++next;
      }
    }
    if (first < end) look(bytes, first, end);
    return score;
  };
}
