/** What is said of a record in one byte: its label's code in the lowest bits, and these. */
export const LABEL_BITS = 3;
export const UNSCORED = 4;
export const REPOST = 8;
export const HAS_ID = 16;
/** It is no tweet; nothing else is said of it. */
export const REJECTED = 32;

/**
 * What is counted of a block's records, in columns: plain data, made to be sent to another thread. Record `i` has the
 * tags `tags[tagEnds[i − 1] … tagEnds[i] − 1]`.
 */
export interface ScannedBlock {
  readonly numRecords: number;
  readonly marks: Uint8Array;
  /** Two words a record, low and high, as `readTweetId` writes them; both 0 without {@link HAS_ID}. */
  readonly ids: Uint32Array;
  /** Places in {@link langNames}. */
  readonly langs: Uint16Array;
  readonly tagEnds: Uint32Array;
  /** Places in {@link spellings} and {@link keys}: each key once a record, by its first spelling. */
  readonly tags: Uint32Array;
  readonly langNames: readonly string[];
  /** Each once. */
  readonly spellings: readonly string[];
  readonly keys: readonly string[];
  /** The records themselves, for screens; undefined: nobody looks. */
  readonly source: RecordSource | undefined;
}

/** Where records stand in a block's bytes: the `i`-th up to (without) the newline at `ends[i]`. */
export interface RecordSource {
  readonly bytes: Uint8Array;
  readonly ends: Uint32Array;
}
