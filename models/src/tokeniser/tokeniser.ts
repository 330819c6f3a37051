import { decodeUtf8 } from './decode-utf8.ts';
import { isNegator } from './negators.ts';
import { numKinds, readEmoticon } from './read-emoticon.ts';
import { endOfMarks, endsClause, hashOfMarks, readEntity } from './read-mark.ts';
import { emptyHash, hashToken, hashUnit } from './token-hash.ts';
import {
  BOUNDARY,
  CAPITALS,
  ELONGATED,
  makeTokens,
  maxUnits,
  NEGATED,
  NEGATOR,
  TAG,
  type Tokens,
  WORD,
} from './tokens.ts';
import { AT, DIGIT, HASH, HIGH_SURROGATE, LETTER, SPACE, SYMBOL, unitClasses } from './unit-classes.ts';

/** Tokens after a negator that may be in its reach. */
const negationReach = 4;
/** A domain's units that are looked at behind `word.` for the slash that makes it a link. */
const maxDomain = 32;

const linkHash = hashToken('<url>');
const nameHash = hashToken('<user>');
const numberHash = hashToken('<num>');
const butHash = hashToken('but');
const wwwHash = hashToken('www');
const emoticonHash = hashToken('<emoticon>');
const emojiHash = hashToken('<emoji>');
const tagHash = hashToken('<tag>');

/** Units that stand in the stream for what is no word; none of them can be in a text's token. */
const linkUnit = 1;
const nameUnit = 2;
const numberUnit = 3;
const tagUnit = 4;
const emoticonUnits = 0xdc00;

const apostrophe = 0x27;
const colon = 0x3a;
const slash = 0x2f;
const dot = 0x2e;
const hyphen = 0x2d;
const ampersand = 0x26;
const underscore = 0x5f;
const letterN = 0x6e;
const letterT = 0x74;

/** Reads texts into {@link Tokens}; one at a time, as there is one set of arrays. */
export interface Tokeniser {
  readonly tokens: Tokens;
  /** Fills the tokens with those of a text. */
  read(text: string): void;
  /** The same of a text in UTF-8; what is no UTF-8 reads as U+FFFD. */
  readBytes(bytes: Uint8Array, start: number, end: number): void;
}

/** Whether a mark can begin an emoticon. */
const startsEmoticon = new Uint8Array(0x1_0000);
for (const unit of ':;=()<^->\\') startsEmoticon[unit.charCodeAt(0)] = 1;

/**
 * The tokeniser of the trained models. It goes through a text once, makes no string, and takes time linear in
 * the text whatever that holds.
 *
 * A token is: a word with its digits and inner apostrophes; a number; a link; an @name; an emoticon; an emoji,
 * without its skin tone; a mark, several of one in a row as one (`!!`, `...`); a hashtag, after which the words in
 * it follow.
 */
export function createTokeniser(): Tokeniser {
  const { classOf, fold } = unitClasses();
  const tokens = makeTokens();
  const { hashes, flags, starts, ends, stream, streamEnds } = tokens;
  const units = new Uint16Array(maxUnits + 8);
  const unitBytes = Buffer.from(units.buffer);
  stream[0] = BOUNDARY;

  function endOfLink(from: number, length: number): number {
    let at = from;
    while (at < length && classOf[units[at] as number] !== SPACE) at++;
    return at;
  }

  /** Whether `word.` goes on as a domain with a path: `t.co/…`, `pic.example.com/…`. */
  function isLink(at: number): boolean {
    if (classOf[units[at + 1] as number] !== LETTER) return false;
    const last = at + maxDomain;
    for (let i = at + 1; i < last; i++) {
      const unit = units[i] as number;
      if (unit === slash) return true;
      const unitClass = classOf[unit];
      if (unitClass !== LETTER && unitClass !== DIGIT && unit !== dot && unit !== hyphen) return false;
    }
    return false;
  }

  function endOfName(from: number): number {
    let at = from;
    for (;;) {
      const unit = units[at] as number;
      const unitClass = classOf[unit];
      if (unit >= 0x80 || (unitClass !== LETTER && unitClass !== DIGIT)) return at;
      at++;
    }
  }

  function endOfNumber(from: number): number {
    let at = from;
    for (;;) {
      const unit = units[at] as number;
      const unitClass = classOf[unit];
      if (unitClass === DIGIT || (unitClass === LETTER && unit < 0x80)) at++;
      else if (
        (unit === dot || unit === 0x2c || unit === colon) &&
        classOf[units[at + 1] as number] === DIGIT
      )
        at += 2;
      else return at;
    }
  }

  function isUpper(unit: number): boolean {
    return fold[unit] !== unit && classOf[unit] === LETTER;
  }

  /** The end of the word that begins in a hashtag: `#HappyNewYear`, `#NBAFinals`, `#so_good`. */
  function endOfTagWord(from: number, tagEnd: number): number {
    let at = from + 1;
    while (at < tagEnd) {
      const unit = units[at] as number;
      if (unit === underscore || classOf[unit] !== LETTER) return at;
      if (isUpper(unit)) {
        if (!isUpper(units[at - 1] as number)) return at;
        const next = units[at + 1] as number;
        if (at + 1 < tagEnd && classOf[next] === LETTER && next !== underscore && !isUpper(next)) return at;
      }
      at++;
    }
    return at;
  }

  /** Reads the first `length` units, which blanks follow. */
  function tokenise(length: number): void {
    let count = 0;
    let written = 1;
    let reach = 0; // tokens that the last negator still turns
    let tagEnd = 0;
    let afterSpace = true;
    let at = 0;
    while (at < length) {
      const start = at;
      const unit = units[at] as number;
      const unitClass = classOf[unit] as number;
      let hash = emptyHash;
      let flag = 0;
      if (unitClass === SPACE) {
        afterSpace = true;
        at++;
        continue;
      }
      if (unitClass === LETTER) {
        const inTag = at < tagEnd;
        if (inTag && unit === underscore) {
          at++;
          continue;
        }
        const wordEnd = inTag ? endOfTagWord(at, tagEnd) : 0;
        const firstWritten = written;
        let next = unit;
        let last = 0;
        let run = 0;
        let numUpper = 0;
        let isElongated = 0;
        for (;;) {
          const lower = fold[next] as number;
          if (lower !== next) numUpper++;
          run = lower === last ? run + 1 : 1;
          last = lower;
          if (run < 3) {
            hash = hashUnit(hash, lower);
            stream[written++] = lower;
          } else {
            isElongated = ELONGATED;
          }
          next = units[++at] as number;
          const nextClass = classOf[next];
          if (inTag) {
            if (at < wordEnd) continue;
            break;
          }
          if (nextClass === LETTER || nextClass === DIGIT) continue;
          if (fold[next] === apostrophe && classOf[units[at + 1] as number] === LETTER) {
            if (next !== apostrophe) numUpper--; // the fold of ’ is no lower case
            continue;
          }
          break;
        }
        flag = WORD | isElongated;
        const next1 = units[at];
        if (
          !inTag &&
          ((next1 === colon && units[at + 1] === slash && units[at + 2] === slash) ||
            (next1 === dot && (hash === wwwHash || isLink(at))))
        ) {
          at = endOfLink(at, length);
          hash = linkHash;
          flag = 0;
          written = firstWritten;
          stream[written++] = linkUnit;
        } else {
          if (numUpper >= 3 && numUpper >= at - start - 1) flag |= CAPITALS;
          const isNt =
            written - firstWritten > 3 &&
            stream[written - 1] === letterT &&
            stream[written - 2] === apostrophe &&
            stream[written - 3] === letterN;
          if (isNt || isNegator(hash)) {
            flag |= NEGATOR;
            reach = negationReach + 1;
          } else if (hash === butHash) {
            reach = 0;
          } else if (reach > 0) {
            flag |= NEGATED;
          }
        }
      } else if (unitClass === DIGIT) {
        at = at < tagEnd ? Math.min(endOfNumber(at), tagEnd) : endOfNumber(at);
        hash = numberHash;
        stream[written++] = numberUnit;
      } else if (unitClass === SYMBOL) {
        at++;
        hash = hashUnit(emojiHash, unit);
        stream[written++] = unit;
      } else if (unitClass === HIGH_SURROGATE) {
        const low = units[++at] as number;
        if (low < 0xdc00 || low > 0xdfff || at >= length) {
          afterSpace = true;
          continue;
        }
        at++;
        // Skin tones, and the tags that make a flag of a region, say nothing.
        if ((unit === 0xd83c && low >= 0xdffb) || unit >= 0xdb40) continue;
        hash = hashUnit(hashUnit(emojiHash, unit), low);
        stream[written++] = low;
      } else if (
        unitClass === AT &&
        (units[at + 1] as number) < 0x80 &&
        classOf[units[at + 1] as number] === LETTER
      ) {
        at = endOfName(at + 1);
        hash = nameHash;
        stream[written++] = nameUnit;
      } else if (
        unitClass === HASH &&
        (classOf[units[at + 1] as number] === LETTER || classOf[units[at + 1] as number] === DIGIT)
      ) {
        hash = tagHash;
        tagEnd = at + 1;
        for (;;) {
          const next = units[tagEnd] as number;
          const nextClass = classOf[next];
          if (nextClass !== LETTER && nextClass !== DIGIT) break;
          hash = hashUnit(hash, fold[next] as number);
          tagEnd++;
        }
        at++;
        flag = TAG;
        stream[written++] = tagUnit;
      } else {
        let first = fold[unit] as number;
        let next = at + 1;
        if (first === ampersand) {
          const entity = readEntity(units, at);
          next = Math.floor(entity / 0x1_0000);
          first = entity & 0xffff;
        }
        const emoticon =
          startsEmoticon[first] === 1 ? readEmoticon(units, classOf, fold, first, next, afterSpace) : -1;
        if (emoticon >= 0) {
          at = Math.floor(emoticon / numKinds);
          const kind = emoticon % numKinds;
          hash = hashUnit(emoticonHash, kind);
          stream[written++] = emoticonUnits + kind;
          reach = 0;
        } else {
          at = endOfMarks(units, fold, first, next);
          hash = hashOfMarks(units, fold, first, next, at);
          stream[written++] = first;
          if (endsClause(first)) reach = 0;
        }
      }
      afterSpace = false;
      if (reach > 0) reach--;
      hashes[count] = hash;
      flags[count] = flag;
      starts[count] = start;
      ends[count] = flag === TAG ? tagEnd : at;
      streamEnds[count] = written;
      stream[written++] = BOUNDARY;
      count++;
    }
    tokens.count = count;
  }

  return {
    tokens,
    read(text) {
      const isLong = text.length > maxUnits;
      const length = isLong ? maxUnits : text.length;
      unitBytes.write(isLong ? text.slice(0, maxUnits) : text, 0, 'utf16le');
      units.fill(BOUNDARY, length, length + 8);
      tokenise(length);
    },
    readBytes(bytes, start, end) {
      const length = decodeUtf8(bytes, start, end, units, maxUnits);
      units.fill(BOUNDARY, length, length + 8);
      tokenise(length);
    },
  };
}
