import { StreamingError } from '../errors.ts';
import type { HashtagName } from './batch-record.ts';
import { hashtagKey } from './hashtags.ts';
import { countsOf, NUM_FIELDS, slotInBatch } from './windows/batch-cells.ts';
import { OTHER_SLOT } from './windows/hashtag-slots.ts';
import { NetHistory } from './windows/net.ts';
import type { SlidingCounts } from './windows/sliding-counts.ts';
import { type Ranking, topSlots } from './windows/top-slots.ts';
import { WindowSet } from './windows/window-set.ts';
import type {
  CommittedBatch,
  HashtagRow,
  HashtagWindowsOptions,
  RepostMode,
  RowsQuery,
  SeriesPoint,
  WindowTotals,
} from './windows/window-types.ts';

const MINUTE = 60_000;
const VELOCITY_DURATION = 30 * MINUTE;
const MIN_POSTS_FOR_VELOCITY = 20;
const NUM_TREND_BATCHES = 8;
const NUM_NET_BATCHES = 30;

/**
 * Exact counts of the hashtags in windows that end at the last committed batch.
 *
 *     batches      …  t−3  t−2  t−1   t        a window of 2 batches holds those in (t − 2, t]
 *     window 2               [       ]         t enters, t−2 leaves: the cost is theirs, however long the window
 *
 * It depends on nothing but the batches of the last `rememberDuration`, so it may be rebuilt from the store's rows at
 * any time. The bound: while `maxHashtags` have a row, posts of any other are counted in the row `(other)`; of the new
 * hashtags of one batch those with most posts get the rows that are free. A batch leaves the row that it entered, so
 * all sums stay exact; a hashtag's own row lacks what was counted before it got one.
 */
export class HashtagWindows {
  readonly #batchDuration: number;
  readonly #windowDurations: readonly number[];
  readonly #set: WindowSet;
  readonly #nets: NetHistory;

  constructor({
    batchDuration,
    windowDurations = [1, 5, 15, 60].map((count) => count * MINUTE),
    maxHashtags = 1_000_000,
  }: HashtagWindowsOptions) {
    this.#batchDuration = batchDuration;
    this.#windowDurations = [...windowDurations].sort((a, b) => a - b);
    const postsOnly = windowDurations.includes(VELOCITY_DURATION) ? [] : [VELOCITY_DURATION];
    this.#set = new WindowSet(this.#windowDurations, postsOnly, maxHashtags);
    this.#nets = new NetHistory(batchDuration, NUM_NET_BATCHES);
  }

  /** ms, ascending. */
  get windowDurations(): readonly number[] {
    return this.#windowDurations;
  }

  /** How far back batches decide anything, and must be given again after a restart, ms. */
  get rememberDuration(): number {
    return Math.max(this.#set.longestDuration, NUM_NET_BATCHES * this.#batchDuration);
  }

  /** The end of every window, epoch ms; undefined before the first batch. */
  get lastBatchTime(): number | undefined {
    return this.#set.lastBatchTime;
  }

  /** Hashtags in the longest window, those in `(other)` not among them. */
  get numHashtags(): number {
    return this.#set.slots.size;
  }

  /**
   * Slides every window to a batch. Batches without a row may be left out: a window covers time, not a number of
   * batches.
   *
   * @param names how the batch's hashtags are shown
   * @throws {StreamingError} `BATCH_OUT_OF_ORDER`, `COUNTS_DO_NOT_ADD_UP`; nothing has changed then
   */
  add(batch: CommittedBatch, names: Iterable<HashtagName> = []): void {
    this.#set.slideTo(batch, names);
    this.#nets.add(batch.batchTime, batch.totals);
  }

  /** The hashtags that have a row of their own. */
  *hashtags(): Generator<string> {
    const { slots } = this.#set;
    for (let slot = OTHER_SLOT + 1; slot < slots.end; slot += 1) {
      const hashtag = slots.hashtagOf(slot);
      if (hashtag !== '') yield hashtag;
    }
  }

  /** Says how a hashtag is shown; nothing happens when it has no row. */
  rename(name: HashtagName): void {
    this.#set.slots.rename(name);
  }

  /** Sums of a window. @throws {StreamingError} `NO_SUCH_WINDOW` */
  totals(windowDuration: number): WindowTotals {
    const { totals, numLive, posts } = this.#sums(windowDuration);
    const end = this.lastBatchTime ?? 0;
    const start = end === 0 ? 0 : end - windowDuration;
    return { ...totals, start, end, numHashtags: numLive - (posts.at(OTHER_SLOT) > 0 ? 1 : 0) };
  }

  /** A window's first rows, most posts (by `reposts`) first, equal ones by code unit; and how many rows there are. */
  rows(
    windowDuration: number,
    { reposts = 'in', filter = '', limit = 200 }: RowsQuery = {},
  ): { rows: HashtagRow[]; total: number } {
    const sums = this.#sums(windowDuration);
    const { slots, total } = topSlots(this.#set.slots.end, limit, this.#ranking(sums, reposts, filter));
    return { rows: slots.map((slot) => this.#rowOf(sums, slot)), total };
  }

  /** One hashtag's row; undefined: it is not in the window. */
  row(windowDuration: number, hashtag: string): HashtagRow | undefined {
    const sums = this.#sums(windowDuration);
    const slot = this.#set.slots.slotOf(hashtag);
    return slot === undefined || sums.posts.at(slot) === 0 ? undefined : this.#rowOf(sums, slot);
  }

  /** One hashtag's place among {@link rows}, from 1; undefined: it is not among them. */
  rank(
    windowDuration: number,
    hashtag: string,
    { reposts = 'in', filter = '' }: RowsQuery = {},
  ): number | undefined {
    const { value, isBefore } = this.#ranking(this.#sums(windowDuration), reposts, filter);
    const slot = this.#set.slots.slotOf(hashtag);
    if (slot === undefined || value(slot) === 0) return undefined;
    const own = value(slot);
    let rank = 1;
    for (let other = 0; other < this.#set.slots.end; other += 1) {
      const difference = value(other) - own;
      if (difference > 0 || (difference === 0 && other !== slot && isBefore(other, slot))) rank += 1;
    }
    return rank;
  }

  /** One hashtag, batch by batch, oldest first; batches without it are left out. */
  series(windowDuration: number, hashtag: string): SeriesPoint[] {
    const start = (this.lastBatchTime ?? 0) - this.#sums(windowDuration).windowDuration;
    const slot = this.#set.slots.slotOf(hashtag);
    if (slot === undefined) return [];
    return this.#set.batches
      .filter((batch) => batch.batchTime > start)
      .map((batch) => ({ batchTime: batch.batchTime, ...slotInBatch(batch, slot) }))
      .filter((point) => point.posts > 0);
  }

  /**
   * (positive − negative) ÷ posts × 100 of the last 30 batches, rounded, oldest first; 0 for a batch without posts or
   * without a row; shorter before there were so many.
   */
  netHistory(): number[] {
    return this.#nets.values();
  }

  #sums(windowDuration: number): SlidingCounts {
    const sums = this.#windowDurations.includes(windowDuration) ? this.#set.sums(windowDuration) : undefined;
    if (sums !== undefined) return sums;
    throw new StreamingError(
      'NO_SUCH_WINDOW',
      `windowDuration is ${windowDuration} ms; it must be one of ${this.#windowDurations.join(', ')} ms`,
    );
  }

  #ranking({ fields, posts }: SlidingCounts, reposts: RepostMode, filter: string): Ranking {
    const nameOf = (slot: number) => this.#set.slots.hashtagOf(slot);
    const wanted = hashtagKey(filter.trim().replace(/^[#＃]/, ''));
    const first = reposts === 'only' ? 3 : 0;
    const count = (slot: number): number => {
      const all = posts.at(slot);
      if (reposts === 'in' || all === 0) return all;
      const cell = slot * NUM_FIELDS + first;
      return fields.at(cell) + fields.at(cell + 1) + fields.at(cell + 2);
    };
    return {
      value: wanted === '' ? count : (slot) => (nameOf(slot).includes(wanted) ? count(slot) : 0),
      isBefore: (a, b) => this.#set.slots.isBefore(a, b),
    };
  }

  #rowOf(sums: SlidingCounts, slot: number): HashtagRow {
    const name = this.#set.slots.nameOf(slot);
    const trend = this.#trendOf(slot);
    const velocity = this.#velocityOf(slot, trend.at(-1) ?? 0);
    return { ...name, counts: countsOf(sums.fields, slot), trend, velocity };
  }

  #trendOf(slot: number): number[] {
    const trend = new Array<number>(NUM_TREND_BATCHES).fill(0);
    const last = this.lastBatchTime ?? 0;
    const { batches } = this.#set;
    for (let index = batches.length - 1; index >= 0; index -= 1) {
      const batch = batches[index];
      const back = Math.floor((last - (batch?.batchTime ?? 0)) / this.#batchDuration);
      if (batch === undefined || back >= NUM_TREND_BATCHES) break;
      trend[NUM_TREND_BATCHES - 1 - back] = slotInBatch(batch, slot).posts;
    }
    return trend;
  }

  /** The mean is over time, not rows: from the first kept batch with posts on, as a live run and a replay agree on it. */
  #velocityOf(slot: number, numLastPosts: number): number | null {
    const posts = this.#set.sums(VELOCITY_DURATION)?.posts.at(slot) ?? 0;
    const first = this.#set.batches.find((batch) => batch.totals.posts > 0);
    if (posts < MIN_POSTS_FOR_VELOCITY || first === undefined) return null;
    const covered = (this.lastBatchTime ?? 0) - first.batchTime + this.#batchDuration;
    const numBatches = Math.min(VELOCITY_DURATION, covered) / this.#batchDuration;
    return numLastPosts / (posts / numBatches);
  }
}
