import type { BatchTotals } from '../batch-record.ts';
import { addCounts, zeroCounts } from '../counts.ts';
import { type BatchCells, NUM_FIELDS } from './batch-cells.ts';

/** A batch as the windows keep it. */
export interface WindowedBatch extends BatchCells {
  readonly batchTime: number;
  readonly totals: Readonly<BatchTotals>;
}

/** The sums over the batches of one window: those that enter are added, those that leave are taken off. */
export class SlidingCounts {
  /** ms: at batch t it holds the batches in (t − windowDuration, t]. */
  readonly windowDuration: number;
  readonly totals: BatchTotals = { ...zeroCounts(), unscored: 0, late: 0, duplicate: 0, rejected: 0 };
  /** Six fields a slot; empty where only posts are kept. */
  fields: Int32Array;
  /** Posts by slot. */
  posts: Int32Array;
  /** Slots with posts. */
  numLive = 0;
  readonly #keepsFields: boolean;

  /** @param keepsFields false: only `posts`, a seventh of the memory */
  constructor(windowDuration: number, capacity: number, keepsFields = true) {
    this.windowDuration = windowDuration;
    this.#keepsFields = keepsFields;
    this.fields = new Int32Array(keepsFields ? capacity * NUM_FIELDS : 0);
    this.posts = new Int32Array(capacity);
  }

  /** Makes room for slots below `capacity`. */
  grow(capacity: number): void {
    const { fields, posts } = this;
    this.posts = new Int32Array(capacity);
    this.posts.set(posts);
    if (!this.#keepsFields) return;
    this.fields = new Int32Array(capacity * NUM_FIELDS);
    this.fields.set(fields);
  }

  enter(batch: WindowedBatch): void {
    this.#addTotals(batch.totals, 1);
    const { cells, counts } = batch;
    for (let index = 0; index < cells.length; index += 1) {
      const cell = cells[index] ?? 0;
      const count = counts[index] ?? 0;
      const slot = Math.floor(cell / NUM_FIELDS);
      const before = this.posts[slot] ?? 0;
      if (before === 0) this.numLive += 1;
      this.posts[slot] = before + count;
      if (this.#keepsFields) this.fields[cell] = (this.fields[cell] ?? 0) + count;
    }
  }

  /** @param onEmpty told of each slot that has no posts any more */
  leave(batch: WindowedBatch, onEmpty?: (slot: number) => void): void {
    this.#addTotals(batch.totals, -1);
    const { cells, counts } = batch;
    for (let index = 0; index < cells.length; index += 1) {
      const cell = cells[index] ?? 0;
      const count = counts[index] ?? 0;
      const slot = Math.floor(cell / NUM_FIELDS);
      const after = (this.posts[slot] ?? 0) - count;
      this.posts[slot] = after;
      if (this.#keepsFields) this.fields[cell] = (this.fields[cell] ?? 0) - count;
      if (after !== 0) continue;
      this.numLive -= 1;
      onEmpty?.(slot);
    }
  }

  #addTotals(totals: Readonly<BatchTotals>, sign: 1 | -1): void {
    addCounts(this.totals, totals, sign);
    this.totals.unscored += sign * totals.unscored;
    this.totals.late += sign * totals.late;
    this.totals.duplicate += sign * totals.duplicate;
    this.totals.rejected += sign * totals.rejected;
  }
}
