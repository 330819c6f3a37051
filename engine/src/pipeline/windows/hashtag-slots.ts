import type { HashtagName } from '../batch-record.ts';

/** The row of all hashtags beyond the bound. No hashtag holds a parenthesis. */
const OTHER_HASHTAG = '(other)';
export const OTHER_SLOT = 0;

/**
 * Gives each hashtag a small number while it is in a window, and takes it back when it has left. One column for each
 * thing that is known of a slot: a million objects would take twice the memory.
 */
export class HashtagSlots {
  readonly #maxHashtags: number;
  readonly #slots = new Map<string, number>();
  /** By slot; undefined: free. */
  readonly #hashtags: (string | undefined)[] = [OTHER_HASHTAG];
  readonly #spellings: string[] = [OTHER_HASHTAG];
  readonly #langs: string[] = ['und'];
  #firstSeen = new Float64Array(1024);
  readonly #free: number[] = [];

  constructor(maxHashtags: number) {
    this.#maxHashtags = maxHashtags;
  }

  /** Hashtags that have a slot. */
  get size(): number {
    return this.#slots.size;
  }

  /** Every slot is below it. */
  get end(): number {
    return this.#hashtags.length;
  }

  /** How many more hashtags get a slot. */
  get room(): number {
    return this.#maxHashtags - this.#slots.size;
  }

  slotOf(hashtag: string): number | undefined {
    return hashtag === OTHER_HASHTAG ? OTHER_SLOT : this.#slots.get(hashtag);
  }

  /** '' for a free slot. */
  hashtagOf(slot: number): string {
    return this.#hashtags[slot] ?? '';
  }

  nameOf(slot: number): HashtagName {
    return {
      hashtag: this.hashtagOf(slot),
      spelling: this.#spellings[slot] ?? '',
      lang: this.#langs[slot] ?? 'und',
      firstSeen: this.#firstSeen[slot] ?? 0,
    };
  }

  /** Gives a slot to a hashtag that has none. */
  open(hashtag: string, firstSeen: number): number {
    const own = ownText(hashtag);
    const slot = this.#free.pop() ?? this.#hashtags.length;
    this.#slots.set(own, slot);
    this.#hashtags[slot] = own;
    this.#setName(slot, own, 'und', firstSeen);
    return slot;
  }

  /** Says how a hashtag is shown; nothing happens when it has no slot. */
  rename({ hashtag, spelling, lang, firstSeen }: HashtagName): void {
    const slot = this.#slots.get(hashtag);
    if (slot === undefined) return;
    const isOld = this.#spellings[slot] === spelling;
    this.#setName(slot, isOld ? (this.#spellings[slot] ?? '') : ownText(spelling), lang, firstSeen);
  }

  close(slot: number): void {
    const hashtag = this.#hashtags[slot];
    if (slot === OTHER_SLOT || hashtag === undefined) return;
    this.#slots.delete(hashtag);
    this.#hashtags[slot] = undefined;
    this.#spellings[slot] = '';
    this.#free.push(slot);
  }

  #setName(slot: number, spelling: string, lang: string, firstSeen: number): void {
    this.#spellings[slot] = spelling;
    this.#langs[slot] = lang;
    if (slot >= this.#firstSeen.length) {
      const column = new Float64Array(2 * this.#firstSeen.length);
      column.set(this.#firstSeen);
      this.#firstSeen = column;
    }
    this.#firstSeen[slot] = firstSeen;
  }
}

/** A copy: a piece cut from a post's text would keep the whole text in memory. */
function ownText(text: string): string {
  return text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le');
}
