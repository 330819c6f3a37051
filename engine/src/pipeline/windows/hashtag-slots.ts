import type { HashtagName } from '../batch-record.ts';

/** The row of all hashtags beyond the bound. No hashtag holds a parenthesis. */
export const OTHER_HASHTAG = '(other)';
export const OTHER_SLOT = 0;

/** Gives each hashtag a small number while it is in a window, and takes it back when it has left. */
export class HashtagSlots {
  readonly #maxHashtags: number;
  readonly #slots = new Map<string, number>();
  readonly #names: (HashtagName | undefined)[] = [
    { hashtag: OTHER_HASHTAG, spelling: OTHER_HASHTAG, lang: 'und', firstSeen: 0 },
  ];
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
    return this.#names.length;
  }

  /** How many more hashtags get a slot. */
  get room(): number {
    return this.#maxHashtags - this.#slots.size;
  }

  slotOf(hashtag: string): number | undefined {
    return hashtag === OTHER_HASHTAG ? OTHER_SLOT : this.#slots.get(hashtag);
  }

  nameOf(slot: number): HashtagName | undefined {
    return this.#names[slot];
  }

  /** Gives a slot to a hashtag that has none. */
  open(hashtag: string, firstSeen: number): number {
    const own = ownText(hashtag);
    const slot = this.#free.pop() ?? this.#names.length;
    this.#slots.set(own, slot);
    this.#names[slot] = { hashtag: own, spelling: own, lang: 'und', firstSeen };
    return slot;
  }

  /** Says how a hashtag is shown; nothing happens when it has no slot. */
  rename({ hashtag, spelling, lang, firstSeen }: HashtagName): void {
    const slot = this.#slots.get(hashtag);
    const old = slot === undefined ? undefined : this.#names[slot];
    if (slot === undefined || old === undefined) return;
    const isSame = old.spelling === spelling && old.lang === lang && old.firstSeen === firstSeen;
    if (isSame) return;
    const own = spelling === old.hashtag ? old.hashtag : ownText(spelling);
    this.#names[slot] = { hashtag: old.hashtag, spelling: own, lang, firstSeen };
  }

  close(slot: number): void {
    const name = this.#names[slot];
    if (slot === OTHER_SLOT || name === undefined) return;
    this.#slots.delete(name.hashtag);
    this.#names[slot] = undefined;
    this.#free.push(slot);
  }
}

/** A copy: a piece cut from a post's text would keep the whole text in memory. */
function ownText(text: string): string {
  return text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le');
}
