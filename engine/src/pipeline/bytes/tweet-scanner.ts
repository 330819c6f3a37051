import { KEYS, type Members, newMembers, readMembers } from './json-members.ts';
import {
  HOLDS_BACKSLASH,
  HOLDS_CODE_UNITS,
  readText,
  type TextSpan,
  undoEscapes,
  whatHolds,
} from './json-text.ts';
import { skipBlanks, skipPlain, skipValue, standsAt, UNUSUAL } from './json-walk.ts';

const QUOTE = 0x22;
const OPEN_OBJECT = 0x7b;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const NULL = Buffer.from('null');
const REPOST_TYPES = [Buffer.from('retweeted"'), Buffer.from('reposted"')];

/** A post's own members and those of its note. */
interface Post {
  readonly members: Members;
  readonly note: Members;
}

/**
 * Finds in a record's bytes what is counted of a tweet, without making a string or an object: the same that
 * `parseTweet` says of it. Whatever is not a tweet, or is written in an unusual way, it leaves to that.
 *
 * One scanner serves all records: each scan overwrites what the one before it found.
 */
export class TweetScanner {
  /** The text that is read, as X delivers it, without JSON's escapes: `textBytes[textStart, textEnd)`. */
  textBytes: Uint8Array = new Uint8Array(0);
  textStart = 0;
  textEnd = 0;
  /** What the text holds: see `whatHolds`. */
  textHolds = 0;
  /** The id's characters in the record; none: it has no id. */
  idStart = 0;
  idEnd = 0;
  /** The characters of `lang`; none: it has none. */
  langStart = 0;
  langEnd = 0;
  isRepost = false;

  readonly #record = newMembers();
  readonly #data = newMembers();
  readonly #rec = newMembers();
  readonly #includes = newMembers();
  /** By {@link KEYS}: `data`, `includes` and `__rec`. */
  readonly #nested = [this.#data, this.#includes, this.#rec];
  readonly #note = newMembers();
  readonly #reference: Post = { members: newMembers(), note: this.#note };
  readonly #included: Post = { members: newMembers(), note: this.#note };
  readonly #span: TextSpan = { end: 0, holds: 0 };
  #unescaped = new Uint8Array(4096);

  /**
   * @param end where the record ends; a newline stands there
   * @returns false: `parseTweet` has to read it
   */
  scan(bytes: Uint8Array, start: number, end: number): boolean {
    const record = this.#record;
    const open = skipBlanks(bytes, start);
    if (bytes[open] !== OPEN_OBJECT) return false;
    const close = readMembers(bytes, open + 1, record, this.#nested);
    if (close < 0 || skipBlanks(bytes, close) !== end) return false;
    const recAt = record.at[KEYS.rec] as number;
    if (recAt !== 0 && bytes[recAt] === OPEN_OBJECT && this.#rec.at[KEYS.error] !== 0) return false;
    const dataAt = record.at[KEYS.data] as number;
    const members = dataAt !== 0 && bytes[dataAt] === OPEN_OBJECT ? this.#data : record;
    return (
      this.#readId(bytes, members.at[KEYS.id] as number) &&
      this.#readLang(bytes, members.at[KEYS.lang] as number) &&
      this.#readText(bytes, members)
    );
  }

  #readId(bytes: Uint8Array, at: number): boolean {
    this.idStart = 0;
    this.idEnd = 0;
    if (at === 0) return true;
    const first = bytes[at] as number;
    // A number may be written in many ways.
    if (first !== QUOTE) return first === OPEN_OBJECT || first === OPEN_ARRAY || first > 0x60;
    this.idStart = at + 1;
    this.idEnd = skipPlain(bytes, at + 1);
    return bytes[this.idEnd] === QUOTE;
  }

  #readLang(bytes: Uint8Array, at: number): boolean {
    this.langStart = 0;
    this.langEnd = 0;
    if (at === 0 || bytes[at] !== QUOTE) return true;
    this.langStart = at + 1;
    this.langEnd = skipPlain(bytes, at + 1);
    return bytes[this.langEnd] === QUOTE;
  }

  #readText(bytes: Uint8Array, members: Members): boolean {
    const own = this.#fullText(bytes, members, this.#note);
    // Without one it is no post.
    if (own <= 0) return false;
    const repost = this.#findRepost(bytes, members);
    if (repost < 0) return false;
    this.isRepost = repost > 0;
    if (repost === 0) return this.#takeText(bytes, own, members);
    const shared = this.#repostedText(bytes);
    return shared < 0 ? false : this.#takeText(bytes, shared === 0 ? own : shared, members);
  }

  /** @returns where the string with a post's whole text begins; 0: it has none; or `UNUSUAL` */
  #fullText(bytes: Uint8Array, members: Members, note: Members): number {
    let noteAt = members.at[KEYS.noteTweet] as number;
    if (noteAt === 0 || bytes[noteAt] !== OPEN_OBJECT) noteAt = members.at[KEYS.notePost] as number;
    if (noteAt !== 0 && bytes[noteAt] === OPEN_OBJECT) {
      if (readMembers(bytes, noteAt + 1, note) < 0) return UNUSUAL;
      const textAt = note.at[KEYS.text] as number;
      if (textAt !== 0 && bytes[textAt] === QUOTE) return textAt;
    }
    const textAt = members.at[KEYS.text] as number;
    return textAt !== 0 && bytes[textAt] === QUOTE ? textAt : 0;
  }

  /** Fills `#reference`. @returns 1: it is a retweet, 0: it is none, or `UNUSUAL` */
  #findRepost(bytes: Uint8Array, members: Members): number {
    let listAt = members.at[KEYS.referencedTweets] as number;
    if (listAt === 0 || standsAt(bytes, listAt, NULL)) listAt = members.at[KEYS.referencedPosts] as number;
    if (listAt === 0 || bytes[listAt] !== OPEN_ARRAY) return 0;
    const reference = this.#reference.members;
    for (let at = firstOf(bytes, listAt); at > 0; at = nextOf(bytes, at)) {
      if (bytes[at] !== OPEN_OBJECT) continue;
      if (readMembers(bytes, at + 1, reference) < 0) return UNUSUAL;
      const typeAt = reference.at[KEYS.type] as number;
      if (typeAt === 0 || bytes[typeAt] !== QUOTE) continue;
      if (bytes[skipPlain(bytes, typeAt + 1)] !== QUOTE) return UNUSUAL;
      if (REPOST_TYPES.some((type) => standsAt(bytes, typeAt + 1, type))) return 1;
    }
    return 0;
  }

  /** @returns where the text of the post that `#reference` names begins; 0: there is none; or `UNUSUAL` */
  #repostedText(bytes: Uint8Array): number {
    const { members, note } = this.#reference;
    const idAt = members.at[KEYS.id] as number;
    const includesAt = this.#record.at[KEYS.includes] as number;
    if (idAt !== 0 && includesAt !== 0 && bytes[includesAt] === OPEN_OBJECT) {
      if (bytes[idAt] !== QUOTE || bytes[skipPlain(bytes, idAt + 1)] !== QUOTE) return UNUSUAL;
      for (const key of [KEYS.tweets, KEYS.posts]) {
        const found = this.#findIncluded(bytes, this.#includes.at[key] as number, idAt);
        if (found < 0) return UNUSUAL;
        if (found > 0) return this.#fullText(bytes, this.#included.members, this.#included.note);
      }
    }
    return this.#fullText(bytes, members, note);
  }

  /** Fills `#included`. @returns 1: the post with that id is in the list, 0: it is not, or `UNUSUAL` */
  #findIncluded(bytes: Uint8Array, listAt: number, idAt: number): number {
    if (listAt === 0 || bytes[listAt] !== OPEN_ARRAY) return 0;
    const { members } = this.#included;
    for (let at = firstOf(bytes, listAt); at > 0; at = nextOf(bytes, at)) {
      if (bytes[at] !== OPEN_OBJECT) continue;
      if (readMembers(bytes, at + 1, members) < 0) return UNUSUAL;
      const otherAt = members.at[KEYS.id] as number;
      if (otherAt === 0 || bytes[otherAt] !== QUOTE) continue;
      const end = skipPlain(bytes, otherAt + 1);
      if (bytes[end] !== QUOTE) return UNUSUAL;
      if (isSame(bytes, otherAt, idAt, end + 1 - otherAt)) return 1;
    }
    return 0;
  }

  /** @param at where the text's opening quote stands; of the post's own, `members` knows where it ends */
  #takeText(bytes: Uint8Array, at: number, members: Members): boolean {
    let span = members.text;
    if (at !== members.at[KEYS.text]) {
      span = this.#span;
      readText(bytes, at + 1, span);
    }
    const { end, holds } = span;
    const start = at + 1;
    if ((holds & HOLDS_BACKSLASH) === 0) {
      this.textBytes = bytes;
      this.textStart = start;
      this.textEnd = end;
      this.textHolds = holds;
      return true;
    }
    if (this.#unescaped.length < end - start) this.#unescaped = new Uint8Array(2 * (end - start));
    const length = undoEscapes(bytes, start, end, this.#unescaped);
    if (length < 0) return false;
    this.textBytes = this.#unescaped;
    this.textStart = 0;
    this.textEnd = length;
    this.textHolds = (holds & HOLDS_CODE_UNITS) === 0 ? holds : whatHolds(this.#unescaped, 0, length);
    return true;
  }
}

/** The first element of a list whose `[` stands at `at`; 0: it has none. The list has been walked over before. */
function firstOf(bytes: Uint8Array, at: number): number {
  const first = skipBlanks(bytes, at + 1);
  return bytes[first] === CLOSE_ARRAY ? 0 : first;
}

function nextOf(bytes: Uint8Array, at: number): number {
  const behind = skipBlanks(bytes, skipValue(bytes, at));
  return bytes[behind] === CLOSE_ARRAY ? 0 : skipBlanks(bytes, behind + 1);
}

function isSame(bytes: Uint8Array, at: number, otherAt: number, length: number): boolean {
  for (let index = 0; index < length; index += 1)
    if (bytes[at + index] !== bytes[otherAt + index]) return false;
  return true;
}
