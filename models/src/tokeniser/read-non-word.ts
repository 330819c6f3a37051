import {
  emojiHash,
  emoticonHash,
  emoticonUnits,
  nameHash,
  nameUnit,
  numberHash,
  numberUnit,
  tagHash,
  tagUnit,
} from './kinds.ts';
import { numKinds, readEmoticon } from './read-emoticon.ts';
import { endOfMarks, endsClause, hashOfMarks, readEntity } from './read-mark.ts';
import { endOfName, endOfNumber, endOfTag, type Scanned } from './scan.ts';
import { hashUnit } from './token-hash.ts';
import { TAG } from './tokens.ts';
import { AT, classMask, classShift, DIGIT, foldMask, HASH, LETTER, MARK, SYMBOL } from './unit-classes.ts';

const ampersand = 0x26;

// Constants of this module, because V8 asks an import at each use whether it is there yet and still what it was.
const nextHash = hashUnit;
const marksEnd = endOfMarks;
const marksHash = hashOfMarks;
const emoticonAt = readEmoticon;
const isClauseEnd = endsClause;
const [mark, atClass, hashSign, letter, digit, symbol, tag] = [MARK, AT, HASH, LETTER, DIGIT, SYMBOL, TAG];
const [classBitMask, classBit, foldBits] = [classMask, classShift, foldMask];

/** A token that is no word, as {@link readNonWord} has read it. */
export interface NonWord {
  hash: number;
  flag: number;
  /** What stands for it in the stream; below 0 it is none: {@link blankToken}, or just passed over. */
  unit: number;
  /** Where it ends in the text; a hashtag's words are read again after it. */
  end: number;
  /** Whether what stands behind it is out of reach of a negator before it. */
  endsReach: boolean;
}

const noToken = -1;
/** Instead of a unit: what was read is passed over like a blank. */
export const blankToken = -2;

/** Whether a mark can begin an emoticon. */
const startsEmoticon = new Uint8Array(0x1_0000);
for (const unit of ':;=()<^->\\') startsEmoticon[unit.charCodeAt(0)] = 1;

/**
 * Reads a token that begins with no letter: a mark or several, an emoticon, an @name, a hashtag's `#`, a number, an
 * emoji.
 *
 * @param info what the unit at `at` is, as {@link Scanned.both} has it
 * @param tagEnd where the hashtag ends whose words are being read
 * @param afterSpace whether a blank, or nothing, stands before it
 * @param token filled
 * @returns where to read on
 */
export function readNonWord(
  scanned: Scanned,
  at: number,
  info: number,
  tagEnd: number,
  afterSpace: boolean,
  token: NonWord,
): number {
  const { units, classOf, fold } = scanned;
  const unit = units[at] as number;
  const unitClass = (info & classBitMask) >>> classBit;
  const nextClass = classOf[units[at + 1] as number];
  token.flag = 0;
  token.endsReach = false;
  if (
    unitClass === mark ||
    (unitClass <= hashSign && unitClass >= atClass && nextClass !== letter && nextClass !== digit)
  ) {
    let first = info & foldBits;
    let next = at + 1;
    if (first === ampersand) {
      const entity = readEntity(units, at);
      next = Math.floor(entity / 0x1_0000);
      first = entity & 0xffff;
    }
    const emoticon =
      startsEmoticon[first] === 1 ? emoticonAt(units, classOf, fold, first, next, afterSpace) : -1;
    if (emoticon >= 0) {
      const kind = emoticon % numKinds;
      token.end = Math.floor(emoticon / numKinds);
      token.hash = nextHash(emoticonHash, kind);
      token.unit = emoticonUnits + kind;
      token.endsReach = true;
    } else {
      token.end = marksEnd(units, fold, first, next);
      token.hash = marksHash(units, fold, first, next, token.end);
      token.unit = first;
      token.endsReach = isClauseEnd(first);
    }
    return token.end;
  }
  if (unitClass === atClass) {
    token.end = endOfName(scanned, at + 1);
    token.hash = nameHash;
    token.unit = nameUnit;
    return token.end;
  }
  if (unitClass === hashSign) {
    token.end = endOfTag(scanned, at + 1);
    let hash = tagHash;
    for (let i = at + 1; i < token.end; i++) hash = nextHash(hash, fold[units[i] as number] as number);
    token.hash = hash;
    token.flag = tag;
    token.unit = tagUnit;
    return at + 1;
  }
  if (unitClass === digit) {
    const end = endOfNumber(scanned, at);
    token.end = at < tagEnd && end > tagEnd ? tagEnd : end;
    token.hash = numberHash;
    token.unit = numberUnit;
    return token.end;
  }
  if (unitClass === symbol) {
    token.hash = nextHash(emojiHash, unit);
    token.unit = unit;
    token.end = at + 1;
    return token.end;
  }
  return readSurrogates(unit, units[at + 1] as number, at, token);
}

function readSurrogates(high: number, low: number, at: number, token: NonWord): number {
  if (low < 0xdc00 || low > 0xdfff) {
    token.unit = blankToken;
    return at + 1;
  }
  // Skin tones, and the tags that make a flag of a region, say nothing.
  const isNothing = (high === 0xd83c && low >= 0xdffb) || high >= 0xdb40;
  token.unit = isNothing ? noToken : low;
  token.hash = nextHash(nextHash(emojiHash, high), low);
  token.end = at + 2;
  return token.end;
}
