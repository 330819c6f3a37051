import type { Label, SentimentModel } from '@hashtide/models';
import { extractHashtags } from '../hashtags.ts';
import { scoreTweet } from '../score-tweet.ts';
import { parseTweet, undoEntities } from '../tweet.ts';
import { readDecimalBytes, readTweetId, type TweetIdHalves } from '../tweet-id.ts';
import { grown } from './grown.ts';
import { HashtagFinder } from './hashtag-bytes.ts';
import { HOLDS_AMPERSAND, HOLDS_EF, HOLDS_NUMBER_SIGN, undoEntityBytes } from './json-text.ts';
import { LangTable } from './lang-table.ts';
import { type BlockNames, HAS_ID, REJECTED, REPOST, type ScannedBlock, UNSCORED } from './scanned-block.ts';
import { SpellingTable } from './spelling-table.ts';
import { TweetScanner } from './tweet-scanner.ts';

const NEWLINE = 0x0a;

export interface BlockScannerOptions {
  readonly model: SentimentModel;
  /** Keeps the records themselves beside what is counted of them. */
  readonly keepsRecords: boolean;
}

/**
 * Reads blocks of records into columns: the hot path, without a promise, closure, string or object a record. Says of
 * every record what `parseTweet` and `scoreTweet` say, which read the unusual ones.
 */
export class BlockScanner {
  readonly #options: BlockScannerOptions;
  readonly #scoreSlowly: ReturnType<typeof scoreTweet>;
  readonly #scanner = new TweetScanner();
  readonly #finder = new HashtagFinder();
  readonly #spellings = new SpellingTable();
  readonly #langTable = new LangTable();
  readonly #id: TweetIdHalves = { low: 0, high: 0 };
  #entityText = new Uint8Array(4096);

  // Columns of the block that is being read; they are copied when it is done.
  #numRecords = 0;
  #numTags = 0;
  #marks = new Uint8Array(1024);
  #ids = new Uint32Array(2048);
  #langs = new Uint16Array(1024);
  #tagEnds = new Uint32Array(1024);
  #ends = new Uint32Array(1024);
  #tags = new Uint32Array(1024);

  /** Of this block, and of those before it until they were full. */
  #names: BlockNames;
  /** By key's number: the record that had it last. */
  #seenInRecord = new Float64Array(1024);
  #recordNumber = 0;

  constructor(options: BlockScannerOptions) {
    this.#options = options;
    this.#scoreSlowly = scoreTweet(options.model);
    this.#names = this.#newNames();
  }

  /** @param bytes records, each ended by a newline */
  read(bytes: Uint8Array): ScannedBlock {
    this.#begin();
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let start = 0;
    for (let end = buffer.indexOf(NEWLINE); end !== -1; end = buffer.indexOf(NEWLINE, start)) {
      this.#record(buffer, start, end);
      start = end + 1;
    }
    if (start < buffer.length) {
      this.#makeRoom();
      this.#slowRecord(buffer.toString('utf8', start));
      this.#endRecord(buffer.length);
    }
    return this.#take(bytes);
  }

  #begin(): void {
    this.#numRecords = 0;
    this.#numTags = 0;
    if (!this.#spellings.isFull && !this.#langTable.isFull) return;
    this.#spellings.clear();
    this.#langTable.clear();
    this.#seenInRecord.fill(0);
    this.#names = this.#newNames();
  }

  #newNames(): BlockNames {
    const { spellings, keys } = this.#spellings;
    return { langs: this.#langTable.names, spellings, keys };
  }

  #record(bytes: Buffer, start: number, end: number): void {
    this.#makeRoom();
    const scanner = this.#scanner;
    if (!scanner.scan(bytes, start, end)) this.#slowRecord(bytes.toString('utf8', start, end));
    else {
      const lang = this.#langTable.numberOf(bytes, scanner.langStart, scanner.langEnd);
      let mark = this.#label(this.#langTable.names[lang] as string);
      if (scanner.isRepost) mark |= REPOST;
      if (scanner.idEnd > scanner.idStart) {
        if (!readDecimalBytes(bytes, scanner.idStart, scanner.idEnd, this.#id))
          readTweetId(bytes.toString('utf8', scanner.idStart, scanner.idEnd), this.#id);
        mark |= HAS_ID;
      }
      this.#put(mark, lang);
      if ((scanner.textHolds & (HOLDS_NUMBER_SIGN | HOLDS_EF)) !== 0) this.#findTags();
    }
    this.#endRecord(end);
  }

  #slowRecord(text: string): void {
    const tweet = parseTweet(text);
    if (tweet.kind === 'rejected') {
      this.#put(REJECTED, 0);
      return;
    }
    const { label, unscored, tags } = this.#scoreSlowly(tweet);
    let mark = codeOf(label, unscored);
    if (tweet.isRepost) mark |= REPOST;
    if (tweet.id !== undefined) {
      readTweetId(tweet.id, this.#id);
      mark |= HAS_ID;
    }
    this.#put(mark, this.#langTable.numberOfName(tweet.lang));
    for (const { spelling } of tags) this.#addSpelling(spelling);
  }

  #label(lang: string): number {
    const { model } = this.#options;
    const { textHolds, textBytes, textStart, textEnd } = this.#scanner;
    const hasEntities = (textHolds & HOLDS_AMPERSAND) !== 0;
    if (model.labelOfBytes === undefined) {
      const text = stringOf(textBytes, textStart, textEnd);
      const { label, unscored } = model.score(hasEntities ? undoEntities(text) : text, lang);
      return codeOf(label, unscored === true);
    }
    if (!hasEntities) return model.labelOfBytes(textBytes, textStart, textEnd, lang);
    if (this.#entityText.length < textEnd - textStart)
      this.#entityText = new Uint8Array(2 * (textEnd - textStart));
    const length = undoEntityBytes(textBytes, textStart, textEnd, this.#entityText);
    return model.labelOfBytes(this.#entityText, 0, length, lang);
  }

  #findTags(): void {
    const { textBytes, textStart, textEnd, textHolds } = this.#scanner;
    const finder = this.#finder;
    if (!finder.find(textBytes, textStart, textEnd, (textHolds & HOLDS_EF) !== 0)) {
      for (const spelling of extractHashtags(stringOf(textBytes, textStart, textEnd)))
        this.#addSpelling(spelling);
      return;
    }
    for (let tag = 0; tag < finder.numTags; tag += 1) {
      const start = finder.places[2 * tag] as number;
      const end = finder.places[2 * tag + 1] as number;
      this.#addTag(this.#spellings.numberOf(textBytes, start, end));
    }
  }

  #addSpelling(spelling: string): void {
    const bytes = Buffer.from(spelling);
    this.#addTag(this.#spellings.numberOf(bytes, 0, bytes.length));
  }

  /** Adds a tag to the record, unless it has one of that key. */
  #addTag(spelling: number): void {
    const key = this.#spellings.keyNumbers[spelling] as number;
    if (key >= this.#seenInRecord.length) this.#seenInRecord = grown(this.#seenInRecord, key);
    if (this.#seenInRecord[key] === this.#recordNumber) return;
    this.#seenInRecord[key] = this.#recordNumber;
    if (this.#numTags === this.#tags.length) this.#tags = grown(this.#tags, this.#numTags);
    this.#tags[this.#numTags] = spelling;
    this.#numTags += 1;
  }

  #makeRoom(): void {
    this.#recordNumber += 1;
    this.#id.low = 0;
    this.#id.high = 0;
    const { length } = this.#marks;
    if (this.#numRecords < length) return;
    this.#marks = grown(this.#marks, length);
    this.#ids = grown(this.#ids, 2 * length);
    this.#langs = grown(this.#langs, length);
    this.#tagEnds = grown(this.#tagEnds, length);
    this.#ends = grown(this.#ends, length);
  }

  #put(mark: number, lang: number): void {
    const record = this.#numRecords;
    this.#marks[record] = mark;
    this.#langs[record] = lang;
    this.#ids[2 * record] = this.#id.low;
    this.#ids[2 * record + 1] = this.#id.high;
  }

  #endRecord(end: number): void {
    this.#tagEnds[this.#numRecords] = this.#numTags;
    this.#ends[this.#numRecords] = end;
    this.#numRecords += 1;
  }

  #take(bytes: Uint8Array): ScannedBlock {
    const numRecords = this.#numRecords;
    return {
      numRecords,
      marks: this.#marks.slice(0, numRecords),
      ids: this.#ids.slice(0, 2 * numRecords),
      langs: this.#langs.slice(0, numRecords),
      tagEnds: this.#tagEnds.slice(0, numRecords),
      tags: this.#tags.slice(0, this.#numTags),
      names: this.#names,
      source: this.#options.keepsRecords ? { bytes, ends: this.#ends.slice(0, numRecords) } : undefined,
    };
  }
}

const CODE_OF_LABEL: Readonly<Record<Label, number>> = { negative: 0, neutral: 1, positive: 2 };

function codeOf(label: Label, unscored: boolean): number {
  return CODE_OF_LABEL[label] | (unscored ? UNSCORED : 0);
}

function stringOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString();
}
