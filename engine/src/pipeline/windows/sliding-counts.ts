import type { BatchTotals } from '../batch-record.ts';
import { addCounts, zeroCounts } from '../counts.ts';
import { type BatchCells, NUM_FIELDS } from './batch-cells.ts';
import { SmallCounts } from './small-counts.ts';

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
  /** Six fields a slot; nothing where only posts are kept. */
  readonly fields: SmallCounts;
  /** Posts by slot. */
  readonly posts: SmallCounts;
  /** Slots with posts. */
  numLive = 0;
  readonly #keepsFields: boolean;

  /** @param keepsFields false: only `posts`, a seventh of the memory */
  constructor(windowDuration: number, capacity: number, keepsFields = true) {
    this.windowDuration = windowDuration;
    this.#keepsFields = keepsFields;
    this.fields = new SmallCounts(keepsFields ? capacity * NUM_FIELDS : 0);
    this.posts = new SmallCounts(capacity);
  }

  /** Makes room for slots below `capacity`. */
  grow(capacity: number): void {
    this.posts.grow(capacity);
    if (this.#keepsFields) this.fields.grow(capacity * NUM_FIELDS);
  }

  enter(batch: WindowedBatch): void {
    this.#addTotals(batch.totals, 1);
    const { cells, counts } = batch;
    for (let index = 0; index < cells.length; index += 1) {
      const cell = cells[index] ?? 0;
      const count = counts[index] ?? 0;
      const slot = Math.floor(cell / NUM_FIELDS);
      if (this.posts.add(slot, count) === count) this.numLive += 1;
      if (this.#keepsFields) this.fields.add(cell, count);
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
      const after = this.posts.add(slot, -count);
      if (this.#keepsFields) this.fields.add(cell, -count);
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
