import type { Database, Statement, Transaction } from 'better-sqlite3';
import type { BatchTotals } from '../pipeline/batch-record.ts';
import type { Counts } from '../pipeline/counts.ts';
import { crcOfBatch } from './batch-crc.ts';
import { BatchReader, COUNTS } from './batch-reader.ts';
import { COUNT_COLUMNS } from './batch-writer.ts';
import type { Retention } from './retention.ts';
import { addChecksums, countColumns, countsChecksum, totalsChecksum } from './rollup-checksum.ts';

const MINUTE_S = 60;
const HOUR_S = 3600;

/** Rows of an hour that are added to in one transaction. */
const MAX_ROWS = 2000;

const TOTALS = `batches, ${COUNT_COLUMNS}, unscored, late, duplicate, rejected`;

interface MinuteRow extends BatchTotals {
  readonly spanStart: number;
  readonly batches: number;
  readonly checksum: number;
}

type CountRow = Counts & { readonly hashtag: string };

/**
 * Makes minutes of old batches, and hours of old minutes. Each step is a small transaction that moves counts from one
 * table to another, so that a sum over all of them is the same before, between and after.
 */
export class RollUp {
  readonly #retention: Retention;
  readonly #reader: BatchReader;
  readonly #oldestBatch: Statement<[number, number], number | null>;
  readonly #oldestMinute: Statement<[number], MinuteRow>;
  readonly #minuteRows: Statement<[number], CountRow>;
  readonly #addBatchCounts: Statement<[number, number]>;
  readonly #dropBatch: readonly Statement<[number]>[];
  readonly #addTotals: Statement<(number | string)[]>;
  readonly #addMinuteCounts: Statement<[number, number, string]>;
  readonly #dropMinuteCounts: Statement<[number, string]>;
  readonly #setChecksum: Statement<[number, number]>;
  readonly #dropMinute: Statement<[number]>;
  readonly #rollBatch: Transaction<(batchTime: number) => number>;
  readonly #rollMinute: Transaction<(minute: MinuteRow) => number>;
  /** Batches up to this one are not looked at: their rows are damaged, and would make a whole minute so. */
  #damagedUpTo = Number.MIN_SAFE_INTEGER;

  constructor(db: Database, retention: Retention) {
    this.#retention = retention;
    this.#reader = new BatchReader(db);
    this.#oldestBatch = db
      .prepare<[number, number], number | null>(
        'SELECT min(batch_time) FROM batch WHERE batch_time > ? AND batch_time <= ?',
      )
      .pluck();
    this.#oldestMinute = db.prepare(
      `SELECT span_start AS spanStart, batches, ${COUNTS}, unscored, late, duplicate, rejected, checksum
       FROM batch_rollup WHERE span_s = ${MINUTE_S} AND span_start <= ? ORDER BY span_start LIMIT 1`,
    );
    this.#minuteRows = db.prepare(
      `SELECT hashtag, ${COUNTS} FROM hashtag_rollup WHERE span_s = ${MINUTE_S} AND span_start = ?
       ORDER BY hashtag LIMIT ${MAX_ROWS}`,
    );
    this.#addBatchCounts = db.prepare(
      `INSERT INTO hashtag_rollup(span_s, span_start, hashtag, ${COUNT_COLUMNS})
       SELECT ${MINUTE_S}, ?, hashtag, ${COUNT_COLUMNS} FROM hashtag_count WHERE batch_time = ?
       ON CONFLICT DO UPDATE SET ${sums(COUNT_COLUMNS)}`,
    );
    this.#dropBatch = [
      db.prepare('DELETE FROM hashtag_count WHERE batch_time = ?'),
      db.prepare('DELETE FROM batch WHERE batch_time = ?'),
    ];
    this.#addTotals = db.prepare(
      `INSERT INTO batch_rollup(span_s, span_start, ${TOTALS}, checksum)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET ${sums(TOTALS)}, checksum = (checksum + excluded.checksum) & 4294967295`,
    );
    this.#addMinuteCounts = db.prepare(
      `INSERT INTO hashtag_rollup(span_s, span_start, hashtag, ${COUNT_COLUMNS})
       SELECT ${HOUR_S}, ?, hashtag, ${COUNT_COLUMNS} FROM hashtag_rollup
       WHERE span_s = ${MINUTE_S} AND span_start = ? AND hashtag <= ?
       ON CONFLICT DO UPDATE SET ${sums(COUNT_COLUMNS)}`,
    );
    this.#dropMinuteCounts = db.prepare(
      `DELETE FROM hashtag_rollup WHERE span_s = ${MINUTE_S} AND span_start = ? AND hashtag <= ?`,
    );
    this.#setChecksum = db.prepare(
      `UPDATE batch_rollup SET checksum = ? WHERE span_s = ${MINUTE_S} AND span_start = ?`,
    );
    this.#dropMinute = db.prepare(`DELETE FROM batch_rollup WHERE span_s = ${MINUTE_S} AND span_start = ?`);
    this.#rollBatch = db.transaction((batchTime) => this.#moveBatch(batchTime));
    this.#rollMinute = db.transaction((minute) => this.#moveMinute(minute));
  }

  /**
   * Rolls up what is due, one batch or up to 2000 rows of a minute a transaction.
   *
   * @param lastBatchTime the newest batch: what is old is counted from it
   * @param maxRows the last transaction begins before so many rows have been moved
   * @returns whether nothing is due any more
   */
  run(lastBatchTime: number, maxRows: number): boolean {
    const { batchesMs, minutesMs } = this.#retention;
    const lastMinute = floorTo(lastBatchTime - batchesMs, MINUTE_S * 1000);
    const lastHour = floorTo(lastBatchTime - minutesMs, HOUR_S * 1000);
    for (let rows = 0; rows < maxRows; ) {
      const batchTime = this.#oldestBatch.get(this.#damagedUpTo, lastMinute) ?? undefined;
      const minute = batchTime === undefined ? this.#oldestMinute.get(lastHour - MINUTE_S * 1000) : undefined;
      if (batchTime !== undefined) rows += this.#rollBatch.immediate(batchTime);
      else if (minute !== undefined) rows += this.#rollMinute.immediate(minute);
      else return true;
    }
    return false;
  }

  #moveBatch(batchTime: number): number {
    const batch = this.#reader.checkedBatch(batchTime);
    if (batch === undefined || crcOfBatch(batch) !== batch.crc32) {
      this.#damagedUpTo = batchTime;
      return 1;
    }
    const spanStart = minuteOf(batchTime);
    let checksum = totalsChecksum(1, batch.totals);
    for (const { hashtag, counts } of batch.hashtags)
      checksum = addChecksums(checksum, countsChecksum(hashtag, counts));
    this.#addBatchCounts.run(spanStart, batchTime);
    this.#putTotals(MINUTE_S, spanStart, 1, batch.totals, checksum);
    for (const drop of this.#dropBatch) drop.run(batchTime);
    return batch.hashtags.length + 1;
  }

  #moveMinute(minute: MinuteRow): number {
    const { spanStart } = minute;
    const hour = floorTo(spanStart, HOUR_S * 1000);
    const rows = this.#minuteRows.all(spanStart);
    const last = rows.at(-1);
    let moved = 0;
    for (const { hashtag, ...counts } of rows) moved = addChecksums(moved, countsChecksum(hashtag, counts));
    if (last !== undefined) {
      this.#addMinuteCounts.run(hour, spanStart, last.hashtag);
      this.#dropMinuteCounts.run(spanStart, last.hashtag);
    }
    if (rows.length === MAX_ROWS) {
      // The hour gets the checksum of the rows with the rows, and the minute keeps the rest.
      this.#putTotals(HOUR_S, hour, 0, NOTHING, moved);
      this.#setChecksum.run((minute.checksum - moved) >>> 0, spanStart);
    } else {
      // All that is left of it: were its rows not what they had been, the hour will not agree with its own either.
      this.#putTotals(HOUR_S, hour, minute.batches, minute, minute.checksum);
      this.#dropMinute.run(spanStart);
    }
    return rows.length + 1;
  }

  #putTotals(
    spanS: number,
    spanStart: number,
    batches: number,
    totals: Readonly<BatchTotals>,
    checksum: number,
  ): void {
    const { unscored, late, duplicate, rejected } = totals;
    const others = [unscored, late, duplicate, rejected, checksum];
    this.#addTotals.run(spanS, spanStart, batches, ...countColumns(totals), ...others);
  }
}

const NOTHING: BatchTotals = {
  posts: 0,
  reposts: 0,
  positive: 0,
  neutral: 0,
  negative: 0,
  repostPositive: 0,
  repostNeutral: 0,
  repostNegative: 0,
  unscored: 0,
  late: 0,
  duplicate: 0,
  rejected: 0,
};

/** The minute that a batch ends in: span_start < batchTime <= span_start + 60 s. */
function minuteOf(batchTime: number): number {
  return floorTo(batchTime - 1, MINUTE_S * 1000);
}

function floorTo(time: number, step: number): number {
  return Math.floor(time / step) * step;
}

function sums(columns: string): string {
  return columns
    .split(', ')
    .map((column) => `${column} = ${column} + excluded.${column}`)
    .join(', ');
}
