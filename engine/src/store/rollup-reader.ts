import type { Database } from 'better-sqlite3';
import type { BatchTotals } from '../pipeline/batch-record.ts';
import type { Counts } from '../pipeline/counts.ts';
import { COUNTS } from './batch-reader.ts';
import { addChecksums, countsChecksum, totalsChecksum } from './rollup-checksum.ts';

/** A minute (60) or an hour (3600) of rolled-up batches. */
export interface Span {
  readonly spanS: number;
  /** Epoch ms. */
  readonly spanStart: number;
}

interface SpanRow extends Span, BatchTotals {
  readonly batches: number;
  readonly checksum: number;
}

/** Spans whose rows no longer give their checksum, and counts of spans that have no totals; shortest spans first. */
export function* damagedRollups(db: Database): Generator<Span> {
  const next = db.prepare<[number, number], SpanRow>(
    `SELECT span_s AS spanS, span_start AS spanStart, batches, ${COUNTS}, unscored, late, duplicate, rejected, checksum
     FROM batch_rollup WHERE (span_s, span_start) > (?, ?) ORDER BY span_s, span_start LIMIT 1`,
  );
  const counts = db.prepare<[number, number], Counts & { readonly hashtag: string }>(
    `SELECT hashtag, ${COUNTS} FROM hashtag_rollup WHERE span_s = ? AND span_start = ?`,
  );
  // Both from one state of the database: an engine may roll up meanwhile.
  const readSpan = db.transaction((after: Span) => {
    const span = next.get(after.spanS, after.spanStart);
    return span && { span, rows: counts.all(span.spanS, span.spanStart) };
  });
  let after: Span = { spanS: 0, spanStart: 0 };
  for (let read = readSpan(after); read !== undefined; read = readSpan(after)) {
    const { span, rows } = read;
    let checksum = totalsChecksum(span.batches, span);
    for (const { hashtag, ...row } of rows) checksum = addChecksums(checksum, countsChecksum(hashtag, row));
    after = { spanS: span.spanS, spanStart: span.spanStart };
    if (checksum !== span.checksum) yield after;
  }
  yield* db
    .prepare<[], Span>(
      `SELECT DISTINCT span_s AS spanS, span_start AS spanStart FROM hashtag_rollup r WHERE NOT EXISTS
         (SELECT 1 FROM batch_rollup b WHERE b.span_s = r.span_s AND b.span_start = r.span_start)
       ORDER BY span_s, span_start LIMIT 100`,
    )
    .all();
}
