import type { Database } from 'better-sqlite3';

const MAX_TOLD = 5;

/** Hashtags whose names do not agree with their counts, as sentences; [] when all do. */
export function nameProblems(db: Database): string[] {
  const checks = [
    [
      'counted hashtags have no name',
      `SELECT c.hashtag FROM hashtag_count c LEFT JOIN hashtag h ON h.hashtag = c.hashtag
       WHERE h.hashtag IS NULL LIMIT ${MAX_TOLD}`,
    ],
    [
      'rolled-up hashtags have no name',
      `SELECT c.hashtag FROM hashtag_rollup c LEFT JOIN hashtag h ON h.hashtag = c.hashtag
       WHERE h.hashtag IS NULL LIMIT ${MAX_TOLD}`,
    ],
    [
      'named hashtags have no spelling',
      `SELECT h.hashtag FROM hashtag h WHERE NOT EXISTS
         (SELECT 1 FROM hashtag_spelling s WHERE s.hashtag = h.hashtag AND s.spelling = h.spelling) LIMIT ${MAX_TOLD}`,
    ],
    [
      'spelled hashtags have no name',
      `SELECT s.hashtag FROM hashtag_spelling s LEFT JOIN hashtag h ON h.hashtag = s.hashtag
       WHERE h.hashtag IS NULL LIMIT ${MAX_TOLD}`,
    ],
  ] as const;
  return checks.flatMap(([what, sql]) => {
    const tags = db.prepare<[], string>(sql).pluck().all();
    return tags.length === 0 ? [] : [`${what}: ${[...new Set(tags)].map((tag) => `#${tag}`).join(' ')}`];
  });
}
