import type { Database, Statement } from 'better-sqlite3';
import type { BatchTotals, HashtagBatch, HashtagName, SourcePosition } from '../pipeline/batch-record.ts';
import type { Counts } from '../pipeline/counts.ts';
import { type ChecksummedBatch, crcOfBatch } from './batch-crc.ts';
import { idsOf } from './seen-ids-blob.ts';

/** A committed batch, as far as windows are rebuilt from it. */
export interface StoredBatch {
  readonly batchTime: number;
  readonly totals: Readonly<BatchTotals>;
  /** In no promised order. */
  readonly hashtags: readonly Pick<HashtagBatch, 'hashtag' | 'counts'>[];
  /** How these hashtags are shown today, in the same order. */
  readonly names: readonly HashtagName[];
  readonly schedulingDelayMs: number;
  readonly processingMs: number;
}

/** The columns of counts under the names of `Counts`. */
export const COUNTS = `posts, reposts, positive, neutral, negative, repost_positive AS repostPositive,
  repost_neutral AS repostNeutral, repost_negative AS repostNegative`;

interface BatchRow extends BatchTotals {
  readonly batchTime: number;
  readonly schedulingDelayMs: number;
  readonly processingMs: number;
  readonly crc32: number;
}

type HashtagRow = Counts & HashtagName;

/** Reads batches. Each call is a short read of its own; nothing is held between two steps of an iteration. */
export class BatchReader {
  readonly #batchTimes: Statement<[number], number>;
  readonly #batch: Statement<[number], BatchRow>;
  readonly #hashtags: Statement<[number], HashtagRow>;
  readonly #counts: Statement<[number], Counts & { readonly hashtag: string }>;
  readonly #name: Statement<[string], HashtagName>;
  readonly #seen: Statement<[number], { batchTime: number; ids: Uint8Array }>;
  readonly #lastBatchTime: Statement<[], number | null>;
  readonly #numBatches: Statement<[], number>;
  readonly #positions: Statement<[], SourcePosition>;

  constructor(db: Database) {
    this.#batchTimes = db
      .prepare<[number], number>('SELECT batch_time FROM batch WHERE batch_time > ? ORDER BY batch_time')
      .pluck();
    this.#batch = db.prepare(
      `SELECT batch_time AS batchTime, ${COUNTS}, unscored, late, duplicate, rejected,
              scheduling_delay_ms AS schedulingDelayMs, processing_ms AS processingMs, crc32
       FROM batch WHERE batch_time = ?`,
    );
    this.#hashtags = db.prepare(
      `SELECT c.hashtag, ${COUNTS}, ifnull(h.spelling, c.hashtag) AS spelling, ifnull(h.lang, 'und') AS lang,
              ifnull(h.first_seen, c.batch_time) AS firstSeen
       FROM hashtag_count c LEFT JOIN hashtag h ON h.hashtag = c.hashtag WHERE c.batch_time = ?`,
    );
    this.#counts = db.prepare(`SELECT hashtag, ${COUNTS} FROM hashtag_count WHERE batch_time = ?`);
    this.#name = db.prepare(
      'SELECT hashtag, spelling, lang, first_seen AS firstSeen FROM hashtag WHERE hashtag = ?',
    );
    this.#seen = db.prepare(
      'SELECT batch_time AS batchTime, ids FROM seen WHERE batch_time > ? ORDER BY batch_time LIMIT 1',
    );
    this.#lastBatchTime = db.prepare<[], number | null>('SELECT max(batch_time) FROM batch').pluck();
    this.#numBatches = db
      .prepare<[], number>(
        'SELECT (SELECT count(*) FROM batch) + (SELECT ifnull(sum(batches), 0) FROM batch_rollup)',
      )
      .pluck();
    this.#positions = db.prepare('SELECT id, epoch, next_sequence AS nextSequence FROM source ORDER BY id');
  }

  lastBatchTime(): number | undefined {
    return this.#lastBatchTime.get() ?? undefined;
  }

  numBatches(): number {
    return this.#numBatches.get() ?? 0;
  }

  positions(): SourcePosition[] {
    return this.#positions.all();
  }

  /** Batches after `sinceBatchTime`, oldest first. */
  batchTimesAfter(sinceBatchTime: number): number[] {
    return this.#batchTimes.all(sinceBatchTime);
  }

  *recentBatches(sinceBatchTime: number): Generator<StoredBatch> {
    for (const batchTime of this.#batchTimes.all(sinceBatchTime)) {
      const row = this.#batch.get(batchTime);
      if (row === undefined) continue;
      const { schedulingDelayMs, processingMs } = row;
      yield {
        batchTime,
        totals: totalsOf(row),
        ...this.#hashtagsOf(batchTime),
        schedulingDelayMs,
        processingMs,
      };
    }
  }

  /** The same without names, in half the time: {@link nameOf} tells them. */
  *recentCounts(sinceBatchTime: number): Generator<Omit<StoredBatch, 'names'>> {
    for (const batchTime of this.#batchTimes.all(sinceBatchTime)) {
      const row = this.#batch.get(batchTime);
      if (row === undefined) continue;
      const { schedulingDelayMs, processingMs } = row;
      const hashtags = this.#counts.all(batchTime).map((counts) => ({ hashtag: counts.hashtag, counts }));
      yield { batchTime, totals: totalsOf(row), hashtags, schedulingDelayMs, processingMs };
    }
  }

  /** How a hashtag is shown today. */
  nameOf(hashtag: string): HashtagName | undefined {
    return this.#name.get(hashtag);
  }

  *seenIds(sinceBatchTime: number): Generator<{ batchTime: number; ids: BigUint64Array }> {
    for (let row = this.#seen.get(sinceBatchTime); row !== undefined; row = this.#seen.get(row.batchTime)) {
      yield { batchTime: row.batchTime, ids: idsOf(row.ids) };
    }
  }

  *damagedBatches(sinceBatchTime: number): Generator<number> {
    for (const batchTime of this.#batchTimes.all(sinceBatchTime)) {
      const batch = this.checkedBatch(batchTime);
      if (batch !== undefined && crcOfBatch(batch) !== batch.crc32) yield batchTime;
    }
  }

  /** A batch as its checksum covers it, and the checksum that was written with it; undefined: it is not there. */
  checkedBatch(batchTime: number): (ChecksummedBatch & { readonly crc32: number }) | undefined {
    const row = this.#batch.get(batchTime);
    if (row === undefined) return undefined;
    const hashtags = this.#counts.all(batchTime).map(({ hashtag, ...counts }) => ({ hashtag, counts }));
    return { batchTime, totals: totalsOf(row), hashtags, crc32: row.crc32 };
  }

  #hashtagsOf(batchTime: number): Pick<StoredBatch, 'hashtags' | 'names'> {
    const rows = this.#hashtags.all(batchTime);
    return {
      hashtags: rows.map((row) => ({ hashtag: row.hashtag, counts: countsOf(row) })),
      names: rows.map(({ hashtag, spelling, lang, firstSeen }) => ({ hashtag, spelling, lang, firstSeen })),
    };
  }
}

function countsOf(row: Counts): Counts {
  return {
    posts: row.posts,
    reposts: row.reposts,
    positive: row.positive,
    neutral: row.neutral,
    negative: row.negative,
    repostPositive: row.repostPositive,
    repostNeutral: row.repostNeutral,
    repostNegative: row.repostNegative,
  };
}

function totalsOf(row: BatchRow): BatchTotals {
  const { unscored, late, duplicate, rejected } = row;
  return { ...countsOf(row), unscored, late, duplicate, rejected };
}
