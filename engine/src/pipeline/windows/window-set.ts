import { StreamingError } from '../../errors.ts';
import type { HashtagBatch, HashtagName } from '../batch-record.ts';
import { addCounts, zeroCounts } from '../counts.ts';
import { BatchCellsBuilder, checkCounts, readFields } from './batch-cells.ts';
import { HashtagSlots, OTHER_SLOT } from './hashtag-slots.ts';
import { SlidingCounts, type WindowedBatch } from './sliding-counts.ts';
import type { CommittedBatch } from './window-types.ts';

const FIRST_CAPACITY = 1024;

/** A window and how many of the kept batches, from the oldest, have left it. */
interface Window {
  readonly sums: SlidingCounts;
  numLeft: number;
}

type Row = Pick<HashtagBatch, 'hashtag' | 'counts'>;

/** Several windows over the same batches, all ending at the last one. */
export class WindowSet {
  readonly slots: HashtagSlots;
  /** Shortest first. */
  readonly #windows: Window[];
  #capacity = FIRST_CAPACITY;
  #batches: WindowedBatch[] = [];
  #lastBatchTime: number | undefined;

  /**
   * @param windowDurations ms
   * @param postsOnly windows of which nothing but posts is kept, ms
   */
  constructor(windowDurations: readonly number[], postsOnly: readonly number[], maxHashtags: number) {
    this.slots = new HashtagSlots(maxHashtags);
    this.#windows = [
      ...windowDurations.map((duration) => new SlidingCounts(duration, FIRST_CAPACITY)),
      ...postsOnly.map((duration) => new SlidingCounts(duration, FIRST_CAPACITY, false)),
    ]
      .sort((a, b) => a.windowDuration - b.windowDuration)
      .map((sums) => ({ sums, numLeft: 0 }));
  }

  /** Epoch ms; undefined before the first batch. */
  get lastBatchTime(): number | undefined {
    return this.#lastBatchTime;
  }

  /** Batches of the longest window, oldest first. */
  get batches(): readonly WindowedBatch[] {
    return this.#batches;
  }

  get longestDuration(): number {
    return this.#windows.at(-1)?.sums.windowDuration ?? 0;
  }

  /** The sums of a window; undefined: there is no such window. */
  sums(windowDuration: number): SlidingCounts | undefined {
    return this.#windows.find(({ sums }) => sums.windowDuration === windowDuration)?.sums;
  }

  /** Slides every window to `batch`; see `HashtagWindows.add`. */
  slideTo({ batchTime, totals, hashtags }: CommittedBatch, names: Iterable<HashtagName>): void {
    const last = this.#lastBatchTime;
    if (last !== undefined && batchTime <= last) {
      throw new StreamingError(
        'BATCH_OUT_OF_ORDER',
        `batch ${batchTime} came after ${last}; it must be later`,
      );
    }
    const rows = [...hashtags];
    for (const { hashtag, counts } of rows) checkCounts(hashtag, counts);
    this.#leaveBefore(batchTime);
    const batch: WindowedBatch = { batchTime, totals, ...this.#cellsOf(rows, batchTime) };
    this.#batches.push(batch);
    for (const { sums } of this.#windows) sums.enter(batch);
    for (const name of names) this.slots.rename(name);
    this.#lastBatchTime = batchTime;
  }

  /** Takes the batches out of each window that it does not cover any more when it ends at `batchTime`. */
  #leaveBefore(batchTime: number): void {
    const longest = this.#windows.at(-1);
    const close = (slot: number) => this.slots.close(slot);
    for (const window of this.#windows) {
      const start = batchTime - window.sums.windowDuration;
      for (;;) {
        const batch = this.#batches[window.numLeft];
        if (batch === undefined || batch.batchTime > start) break;
        window.sums.leave(batch, window === longest ? close : undefined);
        window.numLeft += 1;
      }
    }
    const numGone = longest?.numLeft ?? 0;
    if (numGone === 0) return;
    this.#batches = this.#batches.slice(numGone);
    for (const window of this.#windows) window.numLeft -= numGone;
  }

  #cellsOf(rows: readonly Row[], batchTime: number) {
    const builder = new BatchCellsBuilder();
    const fields: number[] = [];
    const fresh: Row[] = [];
    for (const row of rows) {
      const slot = this.slots.slotOf(row.hashtag);
      if (slot === undefined) {
        if (row.counts.posts > 0) fresh.push(row);
        continue;
      }
      readFields(row.counts, fields);
      builder.add(slot, fields);
    }
    const { room } = this.slots;
    if (fresh.length > room) {
      fresh.sort((a, b) => b.counts.posts - a.counts.posts || (a.hashtag < b.hashtag ? -1 : 1));
    }
    for (const { hashtag, counts } of fresh.slice(0, room)) {
      readFields(counts, fields);
      builder.add(this.slots.open(hashtag, batchTime), fields);
    }
    const other = zeroCounts();
    for (const { counts } of fresh.slice(room)) addCounts(other, counts);
    readFields(other, fields);
    builder.add(OTHER_SLOT, fields);
    this.#growTo(this.slots.end);
    return builder.build();
  }

  #growTo(numSlots: number): void {
    if (numSlots <= this.#capacity) return;
    while (this.#capacity < numSlots) this.#capacity *= 2;
    for (const { sums } of this.#windows) sums.grow(this.#capacity);
  }
}
