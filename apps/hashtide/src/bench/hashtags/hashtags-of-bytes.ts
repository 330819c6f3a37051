import {
  extractHashtags,
  HashtagFinder,
  HOLDS_EF,
  HOLDS_NUMBER_SIGN,
  SpellingTable,
  whatHolds,
} from '@hashtide/engine/pipeline';

/** The hashtags of a text that is UTF-8, as the engine finds those of a tweet: a spelling known before makes no string. */
export class HashtagsOfBytes {
  readonly #finder = new HashtagFinder();
  readonly #spellings = new SpellingTable();

  /**
   * @param found is called with each, as written, without its sign
   * @param holds what the text holds; the engine knows it from its walk over the JSON
   * @returns how many there were
   */
  read(
    bytes: Uint8Array,
    start: number,
    end: number,
    found: (hashtag: string) => void,
    holds = whatHolds(bytes, start, end),
  ): number {
    if ((holds & (HOLDS_NUMBER_SIGN | HOLDS_EF)) === 0) return 0;
    const finder = this.#finder;
    if (!finder.find(bytes, start, end, (holds & HOLDS_EF) !== 0)) {
      const hashtags = extractHashtags(Buffer.from(bytes.subarray(start, end)).toString());
      for (const hashtag of hashtags) found(hashtag);
      return hashtags.length;
    }
    if (this.#spellings.isFull) this.#spellings.clear();
    const { numTags, places } = finder;
    for (let tag = 0; tag < numTags; tag += 1) {
      const number = this.#spellings.numberOf(
        bytes,
        places[2 * tag] as number,
        places[2 * tag + 1] as number,
      );
      found(this.#spellings.spellings[number] as string);
    }
    return numTags;
  }
}
