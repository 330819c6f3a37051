import type { Database } from 'better-sqlite3';
import type { SourcePosition } from '../pipeline/batch-record.ts';
import { crcOfBatch, crcOfIds, crcOfPosition } from './batch-crc.ts';
import { BatchReader } from './batch-reader.ts';
import { schemaVersion } from './migrations.ts';

/** A larger database is checked at start in its newest part, and whole by `hashtide verify`: 16 MiB, about 0.1 s. */
const MAX_BYTES_AT_START = 16 << 20;
/** Tables that are small whatever the database's size. */
const SMALL_TABLES = ['meta', 'source', 'seen', 'batch'];
/** At start the newest batches are checked, so many hashtag rows of them: about 0.01 s. */
const MAX_ROWS_AT_START = 5000;
const MAX_TOLD = 5;

/**
 * What is wrong with a database that an engine is about to write: its structure, its positions, its newest batches.
 *
 * @returns sentences; [] when nothing is
 */
export function problemsAtStart(db: Database): string[] {
  try {
    const bytes =
      (db.pragma('page_count', { simple: true }) as number) *
      (db.pragma('page_size', { simple: true }) as number);
    const structure =
      bytes <= MAX_BYTES_AT_START
        ? structureProblems(db, 'quick_check')
        : SMALL_TABLES.flatMap((table) => structureProblems(db, 'quick_check', table));
    if (structure.length > 0) return structure;
    return [...positionProblems(db), ...newestBatchProblems(db)];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

/** What SQLite itself finds; [] when nothing. */
export function structureProblems(
  db: Database,
  check: 'quick_check' | 'integrity_check',
  table?: string,
): string[] {
  const found = db.pragma(`${check}(${table ?? MAX_TOLD})`) as { [check]: string }[];
  return found.flatMap((row) => Object.values(row)).filter((line) => line !== 'ok');
}

/** Positions of sources and ids of tweets that no longer give their checksums. */
export function positionProblems(db: Database): string[] {
  // The first schema had none.
  if (schemaVersion(db) < 2) return [];
  const sources = db
    .prepare<[], SourcePosition & { readonly crc: number | null }>(
      'SELECT id, epoch, next_sequence AS nextSequence, crc32 AS crc FROM source ORDER BY id',
    )
    .all()
    .filter((source) => source.crc !== null && source.crc !== crcOfPosition(source))
    .map(({ id }) => `the position of source ${id} is damaged`);
  const seen: string[] = [];
  const rows = db
    .prepare<[], { readonly batchTime: number; readonly ids: Uint8Array; readonly crc: number | null }>(
      'SELECT batch_time AS batchTime, ids, crc32 AS crc FROM seen',
    )
    .iterate();
  for (const { batchTime, ids, crc } of rows) {
    if (crc !== null && crc !== crcOfIds(batchTime, ids))
      seen.push(`the ids seen in batch ${batchTime} are damaged`);
  }
  return [...sources, ...seen.slice(0, MAX_TOLD)];
}

function newestBatchProblems(db: Database): string[] {
  const reader = new BatchReader(db);
  const times = db
    .prepare<[], number>('SELECT batch_time FROM batch ORDER BY batch_time DESC')
    .pluck()
    .iterate();
  const wanted: number[] = [];
  for (const time of times) {
    wanted.push(time);
    if (wanted.length === 360) break;
  }
  const damaged: number[] = [];
  let rows = 0;
  for (const time of wanted) {
    if (rows > MAX_ROWS_AT_START) break;
    const batch = reader.checkedBatch(time);
    if (batch === undefined) continue;
    rows += batch.hashtags.length;
    if (crcOfBatch(batch) !== batch.crc32) damaged.push(time);
  }
  return damaged.slice(0, MAX_TOLD).map((time) => `batch ${time} does not give its checksum`);
}
