import type { Database, Statement, Transaction } from 'better-sqlite3';
import type { BatchRecord, HashtagName } from '../pipeline/batch-record.ts';
import type { Counts } from '../pipeline/counts.ts';
import { crcOfBatch, crcOfIds, crcOfPosition } from './batch-crc.ts';
import { byCodeUnit } from './code-unit-order.ts';
import { HashtagNames } from './hashtag-names.ts';
import { BYTES_PER_ID, idBytes } from './seen-ids-blob.ts';
import { firstSeenToKeep, type SeenRow } from './seen-retention.ts';

/** The columns of counts, as every table with counts has them. */
export const COUNT_COLUMNS =
  'posts, reposts, positive, neutral, negative, repost_positive, repost_neutral, repost_negative';

/** What a commit did. */
export interface CommitResult {
  /** false: this batch was committed before, and nothing was written. */
  readonly committed: boolean;
  /** How the batch's hashtags are shown from now on, by code unit of the tag; empty when not committed. */
  readonly names: readonly HashtagName[];
}

/** Writes batches, one or several in a transaction. */
export class BatchWriter {
  readonly #names: HashtagNames;
  readonly #seenRows: SeenRow[];
  readonly #write: Transaction<(records: readonly BatchRecord[]) => CommitResult[]>;
  readonly #insertBatch: Statement<number[]>;
  readonly #insertCount: Statement<(string | number)[]>;
  readonly #putSource: Statement<[string, string, number, number]>;
  readonly #insertSeen: Statement<[number, Uint8Array, number]>;
  readonly #dropSeen: Statement<[number]>;

  constructor(db: Database) {
    this.#names = new HashtagNames(db);
    this.#seenRows = db
      .prepare<[], SeenRow>(
        `SELECT batch_time AS batchTime, length(ids) / ${BYTES_PER_ID} AS numIds FROM seen ORDER BY batch_time`,
      )
      .all();
    this.#insertBatch = db.prepare(
      `INSERT INTO batch(batch_time, ${COUNT_COLUMNS}, unscored, late, duplicate, rejected,
                         scheduling_delay_ms, processing_ms, crc32)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    );
    this.#insertCount = db.prepare(
      `INSERT INTO hashtag_count(batch_time, hashtag, ${COUNT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#putSource = db.prepare(
      `INSERT INTO source(id, epoch, next_sequence, crc32) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET epoch = excluded.epoch, next_sequence = excluded.next_sequence, crc32 = excluded.crc32`,
    );
    this.#insertSeen = db.prepare('INSERT INTO seen(batch_time, ids, crc32) VALUES (?, ?, ?)');
    this.#dropSeen = db.prepare('DELETE FROM seen WHERE batch_time < ?');
    this.#write = db.transaction((records) => records.map((record) => this.#writeRecord(record)));
  }

  /** All of the records or, when it throws, nothing of them; they may then be given again. */
  write(records: readonly BatchRecord[]): readonly CommitResult[] {
    const seenRows = [...this.#seenRows];
    try {
      return this.#write.immediate(records);
    } catch (error) {
      this.#seenRows.splice(0, Number.POSITIVE_INFINITY, ...seenRows);
      this.#names.clearCache();
      throw error;
    }
  }

  #writeRecord(record: BatchRecord): CommitResult {
    const { batchTime, totals, hashtags } = record;
    const { changes } = this.#insertBatch.run(
      batchTime,
      ...countValues(totals),
      totals.unscored,
      totals.late,
      totals.duplicate,
      totals.rejected,
      Math.round(record.schedulingDelayMs),
      Math.round(record.processingMs),
      crcOfBatch(record),
    );
    if (changes === 0) return { committed: false, names: [] };
    // In key order a page is touched once, and new counts go to the end of their B-tree.
    const sorted = hashtags.toSorted((a, b) => byCodeUnit(a.hashtag, b.hashtag));
    for (const { hashtag, counts } of sorted) {
      this.#insertCount.run(batchTime, hashtag, ...countValues(counts));
    }
    for (const source of record.sources) {
      this.#putSource.run(source.id, source.epoch, source.nextSequence, crcOfPosition(source));
    }
    this.#writeSeen(record);
    return { committed: true, names: sorted.map((hashtag) => this.#names.add(hashtag, batchTime)) };
  }

  #writeSeen({ batchTime, seenIds }: BatchRecord): void {
    if (seenIds.length > 0) {
      const bytes = idBytes(seenIds);
      this.#insertSeen.run(batchTime, bytes, crcOfIds(batchTime, bytes));
    }
    const keep = firstSeenToKeep(this.#seenRows, batchTime);
    this.#dropSeen.run(keep);
    this.#seenRows.splice(0, this.#seenRows.findLastIndex((row) => row.batchTime < keep) + 1);
    if (seenIds.length > 0) this.#seenRows.push({ batchTime, numIds: seenIds.length });
  }
}

function countValues(c: Readonly<Counts>): number[] {
  return [
    c.posts,
    c.reposts,
    c.positive,
    c.neutral,
    c.negative,
    c.repostPositive,
    c.repostNeutral,
    c.repostNegative,
  ];
}
