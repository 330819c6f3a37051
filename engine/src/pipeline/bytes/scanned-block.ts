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
  /** Places in `names.langs`. */
  readonly langs: Uint16Array;
  readonly tagEnds: Uint32Array;
  /** Places in `names.spellings` and `names.keys`: each key once a record, by its first spelling. */
  readonly tags: Uint32Array;
  readonly names: BlockNames;
  /** The records themselves, for screens; undefined: nobody looks. */
  readonly source: RecordSource | undefined;
}

/**
 * What the numbers in blocks stand for. Blocks that come one after the other share it, and it only grows, so that a
 * name is made, sent and looked up once and not in each block; when it is full, the next block has another one.
 */
export interface BlockNames {
  readonly langs: readonly string[];
  /** Hashtags as they are written, each once. */
  readonly spellings: readonly string[];
  /** What each spelling is counted under. */
  readonly keys: readonly string[];
}

/** Where records stand in a block's bytes: the `i`-th up to (without) the newline at `ends[i]`. */
export interface RecordSource {
  readonly bytes: Uint8Array;
  readonly ends: Uint32Array;
}
