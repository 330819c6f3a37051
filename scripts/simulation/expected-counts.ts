import type { Database } from 'better-sqlite3';
import { factsOf } from './simulated-tweet.ts';
import { Violation } from './violation.ts';

/** Posts, positive, neutral, negative. */
type Cell = readonly [number, number, number, number];

/** What a batch comes to. */
export interface ExpectedBatch {
  readonly totals: Cell;
  readonly tags: ReadonlyMap<string, Cell>;
}

interface CountRow {
  readonly batchTime: number;
  readonly hashtag: string;
  readonly posts: number;
  readonly positive: number;
  readonly neutral: number;
  readonly negative: number;
}

const COUNTS = 'posts, positive, neutral, negative';
const COLUMN = { positive: 1, neutral: 2, negative: 3 } as const;

/** What the database must hold, cell by cell, counted a second time from what was sent. */
export class ExpectedCounts {
  #batches = new Map<number, ExpectedBatch>();
  #lastBatchTime = Number.NEGATIVE_INFINITY;
  #auditedUpTo = Number.NEGATIVE_INFINITY;

  get lastBatchTime(): number {
    return this.#lastBatchTime;
  }

  get size(): number {
    return this.#batches.size;
  }

  /** A batch of these tweets has been committed. @throws {Violation} not after the one before */
  add(batchTime: number, ids: Iterable<number>): void {
    if (batchTime <= this.#lastBatchTime)
      throw new Violation(`batch ${batchTime} was committed after ${this.#lastBatchTime}`);
    this.#lastBatchTime = batchTime;
    this.#batches.set(batchTime, count(ids));
  }

  /** What a copy of the database, made now, holds. */
  copy(): ReadonlyMap<number, ExpectedBatch> {
    return new Map(this.#batches);
  }

  /** The database is a copy. */
  become(batches: ReadonlyMap<number, ExpectedBatch>): void {
    this.#batches = new Map(batches);
    this.#lastBatchTime = Math.max(Number.NEGATIVE_INFINITY, ...batches.keys());
    this.#auditedUpTo = Number.NEGATIVE_INFINITY;
  }

  /** Compares the rows that came since the last time. @throws {Violation} */
  audit(db: Database, since = this.#auditedUpTo): void {
    const after = Number.isFinite(since) ? since : 0;
    const totals = db
      .prepare<[number], CountRow>(
        `SELECT batch_time AS batchTime, '' AS hashtag, ${COUNTS} FROM batch WHERE batch_time > ?`,
      )
      .all(after);
    const rows = db
      .prepare<[number], CountRow>(
        `SELECT batch_time AS batchTime, hashtag, ${COUNTS} FROM hashtag_count WHERE batch_time > ?`,
      )
      .all(after);
    let numCells = 0;
    for (const [time, { tags }] of this.#batches) if (time > after) numCells += 1 + tags.size;
    for (const row of [...totals, ...rows]) {
      const batch = this.#batches.get(row.batchTime);
      const expected = row.hashtag === '' ? batch?.totals : batch?.tags.get(row.hashtag);
      const found = [row.posts, row.positive, row.neutral, row.negative];
      if (String(found) !== String(expected))
        throw new Violation(
          `batch ${row.batchTime} #${row.hashtag} is ${found} in the database; it should be ${expected ?? 'not there'}`,
        );
    }
    if (totals.length + rows.length !== numCells)
      throw new Violation(
        `the database has ${totals.length + rows.length} cells after ${after}; it should have ${numCells}`,
      );
    this.#auditedUpTo = this.#lastBatchTime;
  }
}

function count(ids: Iterable<number>): ExpectedBatch {
  const totals: [number, number, number, number] = [0, 0, 0, 0];
  const tags = new Map<string, [number, number, number, number]>();
  for (const id of ids) {
    const facts = factsOf(id);
    const column = COLUMN[facts.label];
    totals[0] += 1;
    totals[column] += 1;
    for (const tag of facts.tags) {
      const cell = tags.get(tag) ?? [0, 0, 0, 0];
      tags.set(tag, cell);
      cell[0] += 1;
      cell[column] += 1;
    }
  }
  return { totals, tags };
}
