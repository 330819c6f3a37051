import type { Counts } from './counts.ts';

/** Counts of a whole batch: every accepted post once, whatever its hashtags. */
export interface BatchTotals extends Counts {
  /** Posts no model could score; they are in `neutral` too. */
  unscored: number;
  /** Records that came after their batch had closed and were put into this one. */
  late: number;
  /** Records whose tweet id had been counted before. Not in `posts`. */
  duplicate: number;
  /** Lines that were no tweet. Not in `posts`. */
  rejected: number;
}

/** One hashtag in one batch. */
export interface HashtagBatch {
  /** The key: `normalize('NFKC').toLowerCase()`. */
  readonly hashtag: string;
  readonly counts: Readonly<Counts>;
  /** Posts by the way the tag was written, as `#` left it off. */
  readonly spellings: ReadonlyMap<string, number>;
  /** Posts by X's `lang`; `und` when absent. */
  readonly langs: ReadonlyMap<string, number>;
}

/** How far a source has been counted. */
export interface SourcePosition {
  /** `x` for a live source; `replay:<epoch>` for a recording, so that each file is remembered apart. */
  readonly id: string;
  readonly epoch: string;
  /** The first sequence number that is not counted yet. */
  readonly nextSequence: number;
}

/** All that one batch changes, committed in one transaction. */
export interface BatchRecord {
  /** The end of the batch, epoch ms. */
  readonly batchTime: number;
  readonly totals: Readonly<BatchTotals>;
  readonly hashtags: readonly HashtagBatch[];
  readonly sources: readonly SourcePosition[];
  /** Tweet ids first seen in this batch, as unsigned 64-bit numbers or, where an id is none, a hash. */
  readonly seenIds: BigUint64Array;
  readonly schedulingDelayMs: number;
  /** From processingStartTime until the commit. */
  readonly processingMs: number;
}

/** How a hashtag is shown. */
export interface HashtagName {
  readonly hashtag: string;
  /** The commonest spelling so far; among equals the smallest by code unit. */
  readonly spelling: string;
  /** The commonest language so far, by the same rule. */
  readonly lang: string;
  /** The batch that saw it first, epoch ms. */
  readonly firstSeen: number;
}
