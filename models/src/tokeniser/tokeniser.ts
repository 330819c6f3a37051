import { decodeUtf8 } from './decode-utf8.ts';
import { butHash, linkHash, linkUnit, wwwHash } from './kinds.ts';
import { isNegator } from './negators.ts';
import { blankToken, type NonWord, readNonWord } from './read-non-word.ts';
import { endOfLink, endOfTagWord, isLink, type Scanned } from './scan.ts';
import { emptyHash, hashUnit } from './token-hash.ts';
import {
  BOUNDARY,
  CAPITALS,
  ELONGATED,
  makeTokens,
  maxStreamed,
  maxUnits,
  NEGATED,
  NEGATOR,
  TAG,
  type Tokens,
  WORD,
} from './tokens.ts';
import {
  capitalShift,
  classMask,
  classShift,
  DIGIT,
  foldMask,
  LETTER,
  SPACE,
  unitClasses,
} from './unit-classes.ts';

/** Tokens after a negator that may be in its reach. */
const negationReach = 4;
/** A word that has as many capitals as this, and at most one unit that is none, is in capitals. */
const minCapitals = 3;

const apostrophe = 0x27;
const dot = 0x2e;
const underscore = 0x5f;
const letterA = 0x61;
const numLetters = 26;
const letterN = 0x6e;
const letterT = 0x74;

const spaceBits = SPACE << classShift;
const letterBits = LETTER << classShift;
const digitBits = DIGIT << classShift;
/** Behind a text, so that looking a few units ahead needs no check. */
const numBlanks = 8;

// Constants of this module, because V8 asks an import at each use whether it is there yet and still what it was.
const nextHash = hashUnit;
const turns = isNegator;
const isLinkAt = isLink;
const boundary = BOUNDARY;
const capitals = CAPITALS;
const elongated = ELONGATED;
const mostStreamed = maxStreamed;
const negated = NEGATED;
const negator = NEGATOR;
const tag = TAG;
const word = WORD;
const classBitMask = classMask;
const foldBits = foldMask;
const letter = LETTER;
const readOther = readNonWord;
const capitalBit = capitalShift;
const noHash = emptyHash;
const hashOfBut = butHash;
const hashOfWww = wwwHash;

/** Reads texts into {@link Tokens}. */
export interface Tokeniser {
  readonly tokens: Tokens;
  /** Fills the tokens with those of a text. */
  read(text: string): void;
  /** The same of a text in UTF-8; what is no UTF-8 reads as U+FFFD. */
  readBytes(bytes: Uint8Array, start: number, end: number): void;
}

/**
 * The tokeniser of the trained models. It goes through a text once, makes no string, and takes time linear in
 * the text whatever that holds. It reads 32,768 UTF-16 units at most.
 *
 * A token is: a word with its digits and inner apostrophes; a number; a link; an @name; an emoticon; an emoji,
 * without its skin tone; a mark, several of one in a row as one (`!!`, `...`); a hashtag, after which the words in
 * it follow. `&amp;` `&lt;` `&gt;` `&quot;` are the marks that they stand for.
 *
 * @returns the same each time; its tokens are those of the text read last
 */
export function sharedTokeniser(): Tokeniser {
  shared ??= createTokeniser();
  return shared;
}

/** One for all models of a thread: what it reads is used at once, and a second one would cost both half their speed. */
let shared: Tokeniser | undefined;

function createTokeniser(): Tokeniser {
  const units = new Uint16Array(maxUnits + numBlanks);
  const unitBytes = Buffer.from(units.buffer);
  const scanned: Scanned = { units, ...unitClasses() };
  const { classOf, both } = scanned;
  const other: NonWord = { hash: 0, flag: 0, unit: 0, end: 0, endsReach: false };
  const tokens = makeTokens();
  const { hashes, flags, starts, ends, stream, streamEnds } = tokens;
  stream[0] = boundary;

  /** Reads the first `length` units. */
  function tokenise(length: number): void {
    for (let i = 0; i < numBlanks; i++) units[length + i] = boundary;
    let count = 0;
    let written = 1;
    let reach = 0; // tokens that the last negator still turns
    let tagEnd = 0;
    let afterSpace = true;
    let at = 0;
    while (at < length) {
      const start = at;
      const unit = units[at] as number;
      let info = both[unit] as number;
      let hash = noHash;
      let flag = 0;
      let end = 0;
      let numSpaces = 0; // behind a word: most tokens have one, which is then passed at once
      if ((info & classBitMask) === spaceBits) {
        afterSpace = true;
        at++;
        continue;
      }
      if ((info & classBitMask) === letterBits) {
        let limit = -1;
        if (at < tagEnd) {
          if (unit === underscore) {
            at++;
            continue;
          }
          limit = endOfTagWord(scanned, at, tagEnd) | 0; // | 0: so that V8 keeps it as a plain integer
        }
        flag = word;
        const firstWritten = written;
        let last = 0;
        let lastButOne = 0;
        let apostropheAt = 0;
        let lower = info & foldBits;
        let numCapitals = info >>> capitalBit;
        for (;;) {
          if (((lower ^ last) | (lower ^ lastButOne)) !== 0) {
            hash = nextHash(hash, lower);
            stream[written++] = lower;
            lastButOne = last;
            last = lower;
          } else {
            flag = word | elongated;
          }
          lower = units[++at] as number;
          if (at === limit) {
            info = both[lower] as number;
            break;
          }
          if ((lower - letterA) >>> 0 < numLetters) continue; // most units: no table is asked
          info = both[lower] as number;
          lower = info & foldBits;
          const classBits = info & classBitMask;
          if (classBits === letterBits || classBits === digitBits) {
            numCapitals += info >>> capitalBit;
            continue;
          }
          if (lower !== apostrophe || classOf[units[at + 1] as number] !== letter) break;
          apostropheAt = written;
        }
        const isBeforeSpace = (info & classBitMask) === spaceBits;
        numSpaces = isBeforeSpace ? 1 : 0;
        if (!isBeforeSpace && (isLinkAt(scanned, at) || (hash === hashOfWww && units[at] === dot))) {
          at = endOfLink(scanned, at, length);
          hash = linkHash;
          flag = 0;
          written = firstWritten;
          stream[written++] = linkUnit;
        } else {
          if (numCapitals >= minCapitals && numCapitals >= at - start - 1) flag |= capitals;
          const isNt =
            apostropheAt !== 0 &&
            apostropheAt === written - 2 &&
            stream[written - 1] === letterT &&
            stream[written - 3] === letterN;
          if (isNt || turns(hash)) {
            flag |= negator;
            reach = negationReach + 1;
          } else if (hash === hashOfBut) {
            reach = 0;
          } else if (reach > 0) {
            flag |= negated;
          }
          if (written > firstWritten + mostStreamed) written = firstWritten + mostStreamed;
        }
        end = at;
      } else {
        at = readOther(scanned, at, info, tagEnd, afterSpace, other) | 0;
        const { unit: stands } = other;
        if (stands < 0) {
          afterSpace ||= stands === blankToken;
          continue;
        }
        hash = other.hash;
        flag = other.flag;
        end = other.end;
        if (flag === tag) tagEnd = end;
        if (other.endsReach) reach = 0;
        stream[written++] = stands;
      }
      if (reach > 0) reach--;
      hashes[count] = hash;
      flags[count] = flag;
      starts[count] = start;
      ends[count] = end;
      at += numSpaces;
      afterSpace = numSpaces === 1;
      streamEnds[count] = written;
      stream[written++] = boundary;
      count++;
    }
    tokens.count = count;
  }

  return {
    tokens,
    read(text) {
      const isLong = text.length > maxUnits;
      unitBytes.write(isLong ? text.slice(0, maxUnits) : text, 0, 'utf16le');
      tokenise(isLong ? maxUnits : text.length);
    },
    readBytes(bytes, start, end) {
      tokenise(decodeUtf8(bytes, start, end, units, maxUnits));
    },
  };
}
