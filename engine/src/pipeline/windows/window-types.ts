import type { BatchTotals, HashtagBatch } from '../batch-record.ts';
import type { Counts } from '../counts.ts';

/** Retweets counted in, left out, or counted alone. */
export type RepostMode = 'in' | 'out' | 'only';

/** A committed batch, as far as windows need it: a `BatchRecord`, or what the store gives back of one. */
export interface CommittedBatch {
  /** Epoch ms. */
  readonly batchTime: number;
  readonly totals: Readonly<BatchTotals>;
  /** Each hashtag once. */
  readonly hashtags: Iterable<Pick<HashtagBatch, 'hashtag' | 'counts'>>;
}

/** One hashtag in a window. */
export interface HashtagRow {
  readonly hashtag: string;
  readonly spelling: string;
  readonly lang: string;
  /** Epoch ms. */
  readonly firstSeen: number;
  readonly counts: Readonly<Counts>;
  /** Posts in each of the last 8 batches, oldest first. */
  readonly trend: readonly number[];
  /** Posts in the last batch ÷ mean of the batches of the last 30 min; null below 20 posts in them. */
  readonly velocity: number | null;
}

/** Sums of a window. */
export interface WindowTotals extends Readonly<BatchTotals> {
  /** Epoch ms; the window holds the batches in (start, end]. Both 0 before the first batch. */
  readonly start: number;
  readonly end: number;
  /** Distinct hashtags, those in `(other)` not among them. */
  readonly numHashtags: number;
}

/** A hashtag in one batch of a window. */
export interface SeriesPoint {
  readonly batchTime: number;
  readonly posts: number;
  readonly positive: number;
  readonly negative: number;
}

/** Which rows, and by what they are ordered. */
export interface RowsQuery {
  /** Default `in`. Orders the rows, and leaves out those that have none; counts in a row are always whole. */
  readonly reposts?: RepostMode;
  /** Keeps hashtags that contain it, folded like them, with or without `#`. Default ''. */
  readonly filter?: string;
  /** Default 200. */
  readonly limit?: number;
}

/** Settings of `HashtagWindows`. */
export interface HashtagWindowsOptions {
  /** ms. */
  readonly batchDuration: number;
  /** ms; default 1, 5, 15 and 60 minutes. */
  readonly windowDurations?: readonly number[];
  /** Hashtags with a row of their own. Default 1,000,000. */
  readonly maxHashtags?: number;
}
