import type { Database } from 'better-sqlite3';

const MAX_TOLD = 5;

/** Counts that belong to no batch, and a batch length that makes no sense: sentences, [] when there is none. */
export function batchProblems(db: Database): string[] {
  const orphans = db
    .prepare<[], number>(
      `SELECT DISTINCT batch_time FROM hashtag_count c
       WHERE NOT EXISTS (SELECT 1 FROM batch b WHERE b.batch_time = c.batch_time) LIMIT ${MAX_TOLD}`,
    )
    .pluck()
    .all();
  const duration = Number(
    db.prepare<[], string>("SELECT value FROM meta WHERE key = 'batch_duration_ms'").pluck().get(),
  );
  return [
    ...orphans.map((time) => `there are counts of batch ${time}, and no such batch`),
    ...(Number.isSafeInteger(duration) && duration > 0 ? [] : ['meta has no batch_duration_ms']),
  ];
}
