import type { BatchCounts } from '../batch-counter.ts';
import type { BatchTotals, HashtagBatch } from '../batch-record.ts';
import { addCounts, type Counts, countPost, zeroCounts } from '../counts.ts';
import type { Duplicate, ScoredTweet } from '../score-tweet.ts';
import type { Rejected } from '../tweet.ts';
import { addToTally, mergeTallies, type Tally, tallyOf, tallyToMap } from './tally.ts';

/** The key of the batch itself; no hashtag is empty. */
const BATCH_KEY = '';

/** What a part of a batch says of the whole, under {@link BATCH_KEY}. */
interface PartialTotals {
  readonly kind: 'batch';
  readonly totals: BatchTotals;
}

/** What a part of a batch says of one hashtag, under its key. */
interface PartialHashtag {
  readonly kind: 'hashtag';
  readonly counts: Counts;
  readonly spellings: Tally;
  readonly langs: Tally;
}

/** Counts of a part of a batch: plain data, made to be merged by {@link mergeCounts}. */
export type PartialCounts = PartialTotals | PartialHashtag;

/** One thing that came out of a record. */
export type CountedRecord = ScoredTweet | Rejected | Duplicate;

/**
 * Counts one partition of a batch, for `reduceByKey(mergeCounts)`.
 *
 * @returns the batch's own counts first, under {@link BATCH_KEY}, then each hashtag once, in order of appearance
 */
export function countHashtags(records: Iterable<CountedRecord>): [key: string, PartialCounts][] {
  const totals = zeroTotals();
  const hashtags = new Map<string, PartialHashtag>();
  for (const record of records) {
    if (record.kind === 'rejected') totals.rejected += 1;
    else if (record.kind === 'duplicate') totals.duplicate += 1;
    else countTweet(record, totals, hashtags);
  }
  return [[BATCH_KEY, { kind: 'batch', totals }], ...hashtags];
}

function zeroTotals(): BatchTotals {
  return { ...zeroCounts(), unscored: 0, late: 0, duplicate: 0, rejected: 0 };
}

function countTweet(record: ScoredTweet, totals: BatchTotals, hashtags: Map<string, PartialHashtag>): void {
  const { label, tweet } = record;
  countPost(totals, label, tweet.isRepost);
  if (record.unscored) totals.unscored += 1;
  for (const { key, spelling } of record.tags) {
    let hashtag = hashtags.get(key);
    if (hashtag === undefined) {
      hashtag = {
        kind: 'hashtag',
        counts: zeroCounts(),
        spellings: tallyOf(spelling),
        langs: tallyOf(tweet.lang),
      };
      hashtags.set(key, hashtag);
    } else {
      addToTally(hashtag.spellings, spelling, 1);
      addToTally(hashtag.langs, tweet.lang, 1);
    }
    countPost(hashtag.counts, label, tweet.isRepost);
  }
}

/** Adds `b` to `a`, in place, and returns it: `a` must not be used for anything else. Both are of one key. */
export function mergeCounts(a: PartialCounts, b: PartialCounts): PartialCounts {
  if (a.kind === 'batch' && b.kind === 'batch') {
    addCounts(a.totals, b.totals);
    a.totals.unscored += b.totals.unscored;
    a.totals.late += b.totals.late;
    a.totals.duplicate += b.totals.duplicate;
    a.totals.rejected += b.totals.rejected;
  } else if (a.kind === 'hashtag' && b.kind === 'hashtag') {
    addCounts(a.counts, b.counts);
    mergeTallies(a.spellings, b.spellings);
    mergeTallies(a.langs, b.langs);
  }
  return a;
}

/**
 * Puts the merged counts of a batch into the form of a `BatchRecord`.
 *
 * @param pairs each key once
 * @returns hashtags ascending by key, so that equal batches give equal records; `late` is 0, it is not in the records
 */
export function collectCounts(pairs: Iterable<readonly [key: string, PartialCounts]>): BatchCounts {
  let totals = zeroTotals();
  const hashtags: HashtagBatch[] = [];
  for (const [hashtag, partial] of pairs) {
    if (partial.kind === 'batch') totals = partial.totals;
    else hashtags.push(new CountedHashtag(hashtag, partial));
  }
  hashtags.sort((a, b) => (a.hashtag < b.hashtag ? -1 : 1));
  return { totals, hashtags };
}

/** Makes its maps when they are asked for: a batch may have a million hashtags, each written in one way. */
class CountedHashtag implements HashtagBatch {
  readonly hashtag: string;
  readonly #partial: PartialHashtag;

  constructor(hashtag: string, partial: PartialHashtag) {
    this.hashtag = hashtag;
    this.#partial = partial;
  }

  get counts(): Readonly<Counts> {
    return this.#partial.counts;
  }

  get spellings(): ReadonlyMap<string, number> {
    return tallyToMap(this.#partial.spellings);
  }

  get langs(): ReadonlyMap<string, number> {
    return tallyToMap(this.#partial.langs);
  }
}
