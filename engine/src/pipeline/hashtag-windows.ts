import { StreamingError } from '../errors.ts';
import type { HashtagName } from './batch-record.ts';
import { hashtagKey } from './hashtags.ts';
import { BatchCellsBuilder, countsOf, fieldsOf, NUM_FIELDS, slotInBatch } from './windows/batch-cells.ts';
import { HashtagSlots, OTHER_SLOT } from './windows/hashtag-slots.ts';
import { netOf } from './windows/net.ts';
import { SlidingCounts, type WindowedBatch } from './windows/sliding-counts.ts';
import { type Ranking, topSlots } from './windows/top-slots.ts';
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
const FIRST_CAPACITY = 1024;

/** A window and how many of the kept batches, from the oldest, have left it. */
interface Window {
  readonly sums: SlidingCounts;
  numLeft: number;
}

/**
 * Exact counts of the hashtags in windows that end at the last committed batch.
 *
 *     batches      …  t−3  t−2  t−1   t        a window of 2 batches holds those in (t − 2, t]
 *     window 2               [       ]         t enters, t−2 leaves: the cost is theirs, however long the window
 *
 * It depends on nothing but the batches of the longest window, so it may be rebuilt from the store's rows at any time.
 * The bound: while `maxHashtags` have a row, posts of any other are counted in the row `(other)`; of the new hashtags
 * of one batch those with most posts get the rows that are free. A batch leaves the row that it entered, so
 * all sums stay exact; a hashtag's own row lacks what was counted before it got one.
 */
export class HashtagWindows {
  readonly #batchDuration: number;
  readonly #slots: HashtagSlots;
  readonly #windows = new Map<number, Window>();
  /** Every window, shortest first: the ones that may be asked for and that of velocity. */
  readonly #all: Window[];
  readonly #velocity: Window;
  #capacity = FIRST_CAPACITY;
  /** Of the longest window, oldest first. */
  #batches: WindowedBatch[] = [];
  #nets: { readonly batchTime: number; readonly net: number }[] = [];

  constructor({
    batchDuration,
    windowDurations = [1, 5, 15, 60].map((count) => count * MINUTE),
    maxHashtags = 1_000_000,
  }: HashtagWindowsOptions) {
    this.#batchDuration = batchDuration;
    this.#slots = new HashtagSlots(maxHashtags);
    for (const windowDuration of windowDurations) {
      this.#windows.set(windowDuration, {
        sums: new SlidingCounts(windowDuration, FIRST_CAPACITY),
        numLeft: 0,
      });
    }
    this.#velocity = { sums: new SlidingCounts(VELOCITY_DURATION, FIRST_CAPACITY, false), numLeft: 0 };
    this.#all = [...this.#windows.values(), this.#velocity];
    this.#all.sort((a, b) => a.sums.windowDuration - b.sums.windowDuration);
  }

  /** ms, ascending. */
  get windowDurations(): number[] {
    return [...this.#windows.keys()].sort((a, b) => a - b);
  }

  /** How far back batches are kept, and must be given again after a restart, ms. */
  get rememberDuration(): number {
    return Math.max(this.#longest.windowDuration, NUM_NET_BATCHES * this.#batchDuration);
  }

  /** The end of every window, epoch ms; undefined before the first batch. */
  get lastBatchTime(): number | undefined {
    return this.#nets.at(-1)?.batchTime;
  }

  /** Hashtags in the longest window, those in `(other)` not among them. */
  get numHashtags(): number {
    return this.#slots.size;
  }

  /**
   * Slides every window to a batch. Batches without a row may be left out: a window covers time, not a number of
   * batches.
   *
   * @param names how the batch's hashtags are shown; of others nothing is taken
   * @throws {StreamingError} `BATCH_OUT_OF_ORDER`, `COUNTS_DO_NOT_ADD_UP`; nothing has changed then
   */
  add(batch: CommittedBatch, names: Iterable<HashtagName> = []): void {
    const { batchTime, totals } = batch;
    const last = this.lastBatchTime;
    if (last !== undefined && batchTime <= last) {
      throw new StreamingError(
        'BATCH_OUT_OF_ORDER',
        `batch ${batchTime} came after ${last}; it must be later`,
      );
    }
    const rows = [...batch.hashtags].map(({ hashtag, counts }) => ({
      hashtag,
      fields: fieldsOf(hashtag, counts),
    }));
    this.#leaveBefore(batchTime);
    const cells = this.#cellsOf(rows, batchTime);
    const entering: WindowedBatch = { batchTime, totals, ...cells };
    this.#batches.push(entering);
    for (const { sums } of this.#all) sums.enter(entering);
    for (const name of names) this.#slots.rename(name);
    this.#nets.push({ batchTime, net: netOf(totals) });
    const firstNet = batchTime - NUM_NET_BATCHES * this.#batchDuration;
    this.#nets = this.#nets.filter((point) => point.batchTime > firstNet);
  }

  /** Sums of a window. @throws {StreamingError} `NO_SUCH_WINDOW` */
  totals(windowDuration: number): WindowTotals {
    const { totals, numLive, posts } = this.#window(windowDuration).sums;
    const end = this.lastBatchTime ?? 0;
    const start = end === 0 ? 0 : end - windowDuration;
    return { ...totals, start, end, numHashtags: numLive - ((posts[OTHER_SLOT] ?? 0) > 0 ? 1 : 0) };
  }

  /** A window's first rows, most posts (by `reposts`) first, equal ones by code unit; and how many rows there are. */
  rows(
    windowDuration: number,
    { reposts = 'in', filter = '', limit = 200 }: RowsQuery = {},
  ): { rows: HashtagRow[]; total: number } {
    const { sums } = this.#window(windowDuration);
    const { slots, total } = topSlots(this.#slots.end, limit, this.#ranking(sums, reposts, filter));
    return { rows: slots.map((slot) => this.#rowOf(sums, slot)), total };
  }

  /** One hashtag's row; undefined: it is not in the window. */
  row(windowDuration: number, hashtag: string): HashtagRow | undefined {
    const { sums } = this.#window(windowDuration);
    const slot = this.#slots.slotOf(hashtag);
    return slot === undefined || (sums.posts[slot] ?? 0) === 0 ? undefined : this.#rowOf(sums, slot);
  }

  /** One hashtag's place among {@link rows}, from 1; undefined: it is not among them. */
  rank(
    windowDuration: number,
    hashtag: string,
    { reposts = 'in', filter = '' }: RowsQuery = {},
  ): number | undefined {
    const { sums } = this.#window(windowDuration);
    const { value, isBefore } = this.#ranking(sums, reposts, filter);
    const slot = this.#slots.slotOf(hashtag);
    if (slot === undefined || value(slot) === 0) return undefined;
    const own = value(slot);
    let rank = 1;
    for (let other = 0; other < this.#slots.end; other += 1) {
      const difference = value(other) - own;
      if (difference > 0 || (difference === 0 && other !== slot && isBefore(other, slot))) rank += 1;
    }
    return rank;
  }

  /** One hashtag, batch by batch, oldest first; batches without it are left out. */
  series(windowDuration: number, hashtag: string): SeriesPoint[] {
    const { numLeft } = this.#window(windowDuration);
    const slot = this.#slots.slotOf(hashtag);
    if (slot === undefined) return [];
    return this.#batches
      .slice(numLeft)
      .map((batch) => ({ batchTime: batch.batchTime, ...slotInBatch(batch, slot) }))
      .filter((point) => point.posts > 0);
  }

  /**
   * (positive − negative) ÷ posts × 100 of the last 30 batches, rounded, oldest first; 0 for a batch without posts or
   * without a row; shorter before there were so many.
   */
  netHistory(): number[] {
    const [first] = this.#nets;
    const last = this.lastBatchTime;
    if (first === undefined || last === undefined) return [];
    const history = new Array<number>(Math.floor((last - first.batchTime) / this.#batchDuration) + 1).fill(0);
    for (const { batchTime, net } of this.#nets) {
      history[Math.floor((batchTime - first.batchTime) / this.#batchDuration)] = net;
    }
    return history;
  }

  get #longest(): SlidingCounts {
    return (this.#all.at(-1) ?? this.#velocity).sums;
  }

  #window(windowDuration: number): Window {
    const window = this.#windows.get(windowDuration);
    if (window !== undefined) return window;
    throw new StreamingError(
      'NO_SUCH_WINDOW',
      `windowDuration is ${windowDuration} ms; it must be one of ${this.windowDurations.join(', ')} ms`,
    );
  }

  /** Takes the batches out of each window that it does not cover any more when it ends at `batchTime`. */
  #leaveBefore(batchTime: number): void {
    const longest = this.#longest;
    const close = (slot: number) => this.#slots.close(slot);
    for (const window of this.#all) {
      const { sums } = window;
      const start = batchTime - sums.windowDuration;
      for (;;) {
        const batch = this.#batches[window.numLeft];
        if (batch === undefined || batch.batchTime > start) break;
        sums.leave(batch, sums === longest ? close : undefined);
        window.numLeft += 1;
      }
    }
    const numGone = (this.#all.at(-1) ?? this.#velocity).numLeft;
    if (numGone === 0) return;
    this.#batches = this.#batches.slice(numGone);
    for (const window of this.#all) window.numLeft -= numGone;
  }

  #cellsOf(rows: readonly { hashtag: string; fields: number[] }[], batchTime: number) {
    const builder = new BatchCellsBuilder();
    const fresh: { hashtag: string; fields: number[] }[] = [];
    for (const row of rows) {
      const slot = this.#slots.slotOf(row.hashtag);
      if (slot !== undefined) builder.add(slot, row.fields);
      else if (sumOf(row.fields) > 0) fresh.push(row);
    }
    const { room } = this.#slots;
    if (fresh.length > room) {
      fresh.sort((a, b) => sumOf(b.fields) - sumOf(a.fields) || (a.hashtag < b.hashtag ? -1 : 1));
    }
    const other = new Array<number>(NUM_FIELDS).fill(0);
    for (const [index, { hashtag, fields }] of fresh.entries()) {
      if (index < room) builder.add(this.#slots.open(hashtag, batchTime), fields);
      else for (const [field, count] of fields.entries()) other[field] = (other[field] ?? 0) + count;
    }
    builder.add(OTHER_SLOT, other);
    this.#growTo(this.#slots.end);
    return builder.build();
  }

  #growTo(numSlots: number): void {
    if (numSlots <= this.#capacity) return;
    while (this.#capacity < numSlots) this.#capacity *= 2;
    for (const { sums } of this.#all) sums.grow(this.#capacity);
  }

  #ranking({ fields, posts }: SlidingCounts, reposts: RepostMode, filter: string): Ranking {
    const nameOf = (slot: number) => this.#slots.nameOf(slot)?.hashtag ?? '';
    const wanted = hashtagKey(filter.trim().replace(/^[#＃]/, ''));
    const first = reposts === 'only' ? 3 : 0;
    const count = (slot: number): number => {
      const all = posts[slot] ?? 0;
      if (reposts === 'in' || all === 0) return all;
      const cell = slot * NUM_FIELDS + first;
      return (fields[cell] ?? 0) + (fields[cell + 1] ?? 0) + (fields[cell + 2] ?? 0);
    };
    return {
      value: wanted === '' ? count : (slot) => (nameOf(slot).includes(wanted) ? count(slot) : 0),
      isBefore: (a, b) => nameOf(a) < nameOf(b),
    };
  }

  #rowOf(sums: SlidingCounts, slot: number): HashtagRow {
    const name = this.#slots.nameOf(slot) ?? { hashtag: '', spelling: '', lang: 'und', firstSeen: 0 };
    const trend = this.#trendOf(slot);
    const velocity = this.#velocityOf(slot, trend.at(-1) ?? 0);
    return { ...name, counts: countsOf(sums.fields, slot), trend, velocity };
  }

  #trendOf(slot: number): number[] {
    const trend = new Array<number>(NUM_TREND_BATCHES).fill(0);
    const last = this.lastBatchTime ?? 0;
    for (let index = this.#batches.length - 1; index >= 0; index -= 1) {
      const batch = this.#batches[index];
      const back = Math.floor((last - (batch?.batchTime ?? 0)) / this.#batchDuration);
      if (batch === undefined || back >= NUM_TREND_BATCHES) break;
      trend[NUM_TREND_BATCHES - 1 - back] = slotInBatch(batch, slot).posts;
    }
    return trend;
  }

  /** The mean is over time, not rows: from the first kept batch with posts on, as a live run and a replay agree on it. */
  #velocityOf(slot: number, numLastPosts: number): number | null {
    const posts = this.#velocity.sums.posts[slot] ?? 0;
    const first = this.#batches.find((batch) => batch.totals.posts > 0);
    if (posts < MIN_POSTS_FOR_VELOCITY || first === undefined) return null;
    const covered = (this.lastBatchTime ?? 0) - first.batchTime + this.#batchDuration;
    const numBatches = Math.min(VELOCITY_DURATION, covered) / this.#batchDuration;
    return numLastPosts / (posts / numBatches);
  }
}

function sumOf(fields: readonly number[]): number {
  return fields.reduce((sum, field) => sum + field, 0);
}
