import type { HashtagName } from '../batch-record.ts';
import { TextColumn } from './text-column.ts';

/** The row of all hashtags beyond the bound. No hashtag holds a parenthesis. */
const OTHER_HASHTAG = '(other)';
export const OTHER_SLOT = 0;
const NO_LANG = 'und';
const FIRST_CAPACITY = 1024;
/** Far more languages than there are; what comes beyond is shown without one. */
const MAX_LANGS = 0x10000;

/**
 * Gives each hashtag a small number while it is in a window, and takes it back when it has left. One column for each
 * thing that is known of a slot, and a table of slots that is searched by the hashtag's bytes: a million objects and a
 * map of a million strings would take four times the memory.
 */
export class HashtagSlots {
  readonly #maxHashtags: number;
  /** Slot + 1, by the hashtag's hash, or behind it; 0: free. Half full at most. */
  #table = new Uint32Array(2 * FIRST_CAPACITY);
  #capacity = FIRST_CAPACITY;
  /** By slot; empty: free. */
  readonly #hashtags = new TextColumn(FIRST_CAPACITY);
  #hashes = new Uint32Array(FIRST_CAPACITY);
  /** Empty: as the hashtag itself. */
  readonly #spellings = new TextColumn(FIRST_CAPACITY);
  #langs = new Uint16Array(FIRST_CAPACITY);
  readonly #langNames: string[] = [NO_LANG];
  readonly #langNumbers = new Map<string, number>([[NO_LANG, 0]]);
  #firstSeen = new Float64Array(FIRST_CAPACITY);
  #end = OTHER_SLOT + 1;
  #size = 0;
  readonly #free: number[] = [];

  constructor(maxHashtags: number) {
    this.#maxHashtags = maxHashtags;
    this.#hashtags.set(OTHER_SLOT, OTHER_HASHTAG);
  }

  /** Hashtags that have a slot. */
  get size(): number {
    return this.#size;
  }

  /** Every slot is below it. */
  get end(): number {
    return this.#end;
  }

  /** How many more hashtags get a slot. */
  get room(): number {
    return this.#maxHashtags - this.#size;
  }

  slotOf(hashtag: string): number | undefined {
    if (hashtag === OTHER_HASHTAG) return OTHER_SLOT;
    const slot = (this.#table[this.#placeOf(this.#hashtags.seek(hashtag))] ?? 0) - 1;
    return slot < 0 ? undefined : slot;
  }

  /** '' for a free slot. */
  hashtagOf(slot: number): string {
    return this.#hashtags.at(slot);
  }

  /** Whether slot `a`'s hashtag comes before slot `b`'s by code unit. */
  isBefore(a: number, b: number): boolean {
    return this.#hashtags.isBefore(a, b);
  }

  nameOf(slot: number): HashtagName {
    const hashtag = this.hashtagOf(slot);
    return {
      hashtag,
      spelling: this.#spellings.at(slot) || hashtag,
      lang: this.#langNames[this.#langs[slot] ?? 0] ?? NO_LANG,
      firstSeen: this.#firstSeen[slot] ?? 0,
    };
  }

  /** Gives a slot to a hashtag that has none. */
  open(hashtag: string, firstSeen: number): number {
    const slot = this.#free.pop() ?? this.#end;
    this.#end = Math.max(this.#end, slot + 1);
    if (slot >= this.#capacity) this.#grow();
    const hash = this.#hashtags.seek(hashtag);
    this.#table[this.#placeOf(hash)] = slot + 1;
    this.#hashtags.set(slot, hashtag);
    this.#hashes[slot] = hash;
    this.#spellings.set(slot, '');
    this.#langs[slot] = 0;
    this.#firstSeen[slot] = firstSeen;
    this.#size += 1;
    return slot;
  }

  /** Says how a hashtag is shown; nothing happens when it has no slot. */
  rename({ hashtag, spelling, lang, firstSeen }: HashtagName): void {
    const slot = this.slotOf(hashtag);
    if (slot === undefined || slot === OTHER_SLOT) return;
    const shown = spelling === hashtag ? '' : spelling;
    if (this.#spellings.at(slot) !== shown) this.#spellings.set(slot, shown);
    this.#langs[slot] = this.#numberOfLang(lang);
    this.#firstSeen[slot] = firstSeen;
  }

  close(slot: number): void {
    if (slot === OTHER_SLOT || this.#hashtags.isEmpty(slot)) return;
    this.#removePlace(slot);
    this.#hashtags.set(slot, '');
    this.#spellings.set(slot, '');
    this.#free.push(slot);
    this.#size -= 1;
  }

  /** Where in the table the hashtag sought last is, or would be. */
  #placeOf(hash: number): number {
    const mask = this.#table.length - 1;
    let place = hash & mask;
    for (let known = this.#table[place] ?? 0; known !== 0; known = this.#table[place] ?? 0) {
      if (this.#hashes[known - 1] === hash && this.#hashtags.isSought(known - 1)) break;
      place = (place + 1) & mask;
    }
    return place;
  }

  /** Those behind it move up, so that no place is lost however many come and go. */
  #removePlace(slot: number): void {
    const mask = this.#table.length - 1;
    let hole = (this.#hashes[slot] ?? 0) & mask;
    while (this.#table[hole] !== slot + 1) hole = (hole + 1) & mask;
    for (let next = (hole + 1) & mask; ; next = (next + 1) & mask) {
      const known = this.#table[next] ?? 0;
      if (known === 0) break;
      const home = (this.#hashes[known - 1] ?? 0) & mask;
      // It may move back into the hole unless its home lies behind the hole.
      if (((next - home) & mask) < ((next - hole) & mask)) continue;
      this.#table[hole] = known;
      hole = next;
    }
    this.#table[hole] = 0;
  }

  #grow(): void {
    this.#capacity *= 2;
    this.#hashtags.grow(this.#capacity);
    this.#spellings.grow(this.#capacity);
    this.#hashes = longer(this.#hashes, new Uint32Array(this.#capacity));
    this.#langs = longer(this.#langs, new Uint16Array(this.#capacity));
    this.#firstSeen = longer(this.#firstSeen, new Float64Array(this.#capacity));
    const before = this.#table;
    this.#table = new Uint32Array(2 * this.#capacity);
    const mask = this.#table.length - 1;
    for (const known of before) {
      if (known === 0) continue;
      let place = (this.#hashes[known - 1] ?? 0) & mask;
      while (this.#table[place] !== 0) place = (place + 1) & mask;
      this.#table[place] = known;
    }
  }

  #numberOfLang(lang: string): number {
    const known = this.#langNumbers.get(lang);
    if (known !== undefined) return known;
    if (this.#langNames.length === MAX_LANGS) return 0;
    this.#langNumbers.set(lang, this.#langNames.length);
    return this.#langNames.push(lang) - 1;
  }
}

function longer<C extends Uint16Array | Uint32Array | Float64Array>(column: C, into: C): C {
  into.set(column);
  return into;
}
