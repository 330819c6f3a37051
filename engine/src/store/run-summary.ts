import type { Database } from 'better-sqlite3';
import { byCodeUnit } from './code-unit-order.ts';

/** What a whole database holds: every batch ever committed to it, rolled up or not. */
export interface RunTotals {
  readonly posts: number;
  readonly batches: number;
  readonly reposts: number;
  readonly positive: number;
  readonly neutral: number;
  readonly negative: number;
  readonly unscored: number;
  readonly rejected: number;
  readonly duplicate: number;
  readonly late: number;
}

/** One hashtag over a whole database. */
export interface TopHashtag {
  readonly hashtag: string;
  readonly spelling: string;
  readonly posts: number;
  readonly positive: number;
  readonly neutral: number;
  readonly negative: number;
}

export function runTotals(db: Database): RunTotals {
  const columns = 'posts, reposts, positive, neutral, negative, unscored, rejected, duplicate, late';
  const sums = columns.split(', ').map((column) => `ifnull(sum(${column}), 0) AS ${column}`);
  const all = `SELECT 1 AS batches, ${columns} FROM batch UNION ALL SELECT batches, ${columns} FROM batch_rollup`;
  const query = `SELECT ifnull(sum(batches), 0) AS batches, ${sums.join(', ')} FROM (${all})`;
  return db.prepare<[], RunTotals>(query).get() as RunTotals;
}

/** @returns the `limit` tags with most posts, most first, equal ones by code unit */
export function topHashtags(db: Database, limit: number): TopHashtag[] {
  if (limit <= 0) return [];
  const rows = db
    .prepare<[], TopHashtag>(
      `SELECT t.*, ifnull(h.spelling, t.hashtag) AS spelling FROM (
         SELECT hashtag, sum(posts) AS posts, sum(positive) AS positive, sum(neutral) AS neutral,
                sum(negative) AS negative FROM (
           SELECT hashtag, posts, positive, neutral, negative FROM hashtag_count
           UNION ALL SELECT hashtag, posts, positive, neutral, negative FROM hashtag_rollup)
         GROUP BY hashtag) t
       LEFT JOIN hashtag h ON h.hashtag = t.hashtag ORDER BY t.posts DESC`,
    )
    .iterate();
  let top: TopHashtag[] = [];
  for (const row of rows) {
    // SQLite orders text by UTF-8 bytes, so ties are ordered here: all rows equal to the last one must be seen.
    if (top.length >= limit && row.posts < (top[limit - 1] as TopHashtag).posts) break;
    top.push(row);
    if (top.length >= 2 * limit + 1000) top = inOrder(top).slice(0, limit);
  }
  return inOrder(top).slice(0, limit);
}

function inOrder(rows: readonly TopHashtag[]): TopHashtag[] {
  return rows.toSorted((a, b) => b.posts - a.posts || byCodeUnit(a.hashtag, b.hashtag));
}
