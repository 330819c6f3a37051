import type { Database } from 'better-sqlite3';
import { StreamingError } from '../errors.ts';

/** Written into the file's header, so that a database of ours is known from a stranger's: `hash`. */
const APPLICATION_ID = 0x68617368;

const COUNTS = `
    posts INTEGER NOT NULL, reposts INTEGER NOT NULL,
    positive INTEGER NOT NULL, neutral INTEGER NOT NULL, negative INTEGER NOT NULL,
    repost_positive INTEGER NOT NULL, repost_neutral INTEGER NOT NULL, repost_negative INTEGER NOT NULL`;

const BATCH_ROLLUP = `
  CREATE TABLE batch_rollup(
    span_s INTEGER NOT NULL, span_start INTEGER NOT NULL, batches INTEGER NOT NULL,${COUNTS},
    unscored INTEGER NOT NULL, late INTEGER NOT NULL, duplicate INTEGER NOT NULL, rejected INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    PRIMARY KEY (span_s, span_start)
  ) STRICT, WITHOUT ROWID;`;

/**
 * The schema, step by step: `MIGRATIONS[n]` takes a database of version n to n + 1. A step that was released is
 * never edited. Table and column names are public; times are epoch ms, `batch_time` is the end of its batch.
 *
 * `hashtag_spelling` holds what `hashtag.spelling` and `hashtag.lang` are the commonest of: posts by the way a
 * tag was written and by language. Where a batch has several of both for a tag, they are counted apart, the
 * spellings under `lang = ''` and the languages under `spelling = ''`. So a spelling's posts are the sum of its
 * rows, and a language's are the sum of its own.
 *
 * `hashtag_rollup` and `batch_rollup` hold what retention has made of old batches: those with
 * span_start < batch_time <= span_start + span_s seconds. A batch is either here or in `batch`, never in both.
 * `crc32` of `source` and `seen` is null in rows of version 1.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE batch(
    batch_time INTEGER PRIMARY KEY,${COUNTS},
    unscored INTEGER NOT NULL, late INTEGER NOT NULL, duplicate INTEGER NOT NULL, rejected INTEGER NOT NULL,
    scheduling_delay_ms INTEGER NOT NULL, processing_ms INTEGER NOT NULL, crc32 INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE hashtag_count(
    batch_time INTEGER NOT NULL, hashtag TEXT NOT NULL,${COUNTS},
    PRIMARY KEY (batch_time, hashtag)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE hashtag(
    hashtag TEXT PRIMARY KEY NOT NULL, spelling TEXT NOT NULL, lang TEXT NOT NULL, first_seen INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE hashtag_spelling(
    hashtag TEXT NOT NULL, spelling TEXT NOT NULL, lang TEXT NOT NULL, posts INTEGER NOT NULL,
    PRIMARY KEY (hashtag, spelling, lang)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE hashtag_rollup(
    span_s INTEGER NOT NULL, span_start INTEGER NOT NULL, hashtag TEXT NOT NULL,${COUNTS},
    PRIMARY KEY (span_s, span_start, hashtag)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE source(id TEXT PRIMARY KEY NOT NULL, epoch TEXT NOT NULL, next_sequence INTEGER NOT NULL) STRICT;
  CREATE TABLE seen(batch_time INTEGER PRIMARY KEY, ids BLOB NOT NULL) STRICT;
  CREATE TABLE state(
    operator TEXT NOT NULL, key TEXT NOT NULL, value ANY NOT NULL, updated INTEGER NOT NULL,
    PRIMARY KEY (operator, key)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE meta(key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
  `${BATCH_ROLLUP}
  ALTER TABLE source ADD COLUMN crc32 INTEGER;
  ALTER TABLE seen ADD COLUMN crc32 INTEGER;
  `,
];

/** @returns the schema's version; 0 for a database without a table */
export function schemaVersion(db: Database): number {
  return db.pragma('user_version', { simple: true }) as number;
}

/**
 * Refuses what is not ours or newer than this program, before anything is written.
 *
 * @throws {StreamingError} `FOREIGN_DATABASE`, `STORE_TOO_NEW`
 */
export function requireOurs(db: Database, file: string): void {
  const version = schemaVersion(db);
  const applicationId = db.pragma('application_id', { simple: true });
  const { tables } = db
    .prepare<[], { tables: number }>('SELECT count(*) AS tables FROM sqlite_schema')
    .get() ?? {
    tables: 0,
  };
  const isEmpty = tables === 0 && version === 0 && applicationId === 0;
  if (!isEmpty && (applicationId !== APPLICATION_ID || version === 0)) {
    throw new StreamingError(
      'FOREIGN_DATABASE',
      `${file} is an SQLite database of another program (${tables} tables).`,
      {
        fix: 'Name another file: --db FILE',
      },
    );
  }
  if (version > MIGRATIONS.length) {
    throw new StreamingError(
      'STORE_TOO_NEW',
      `${file} has schema version ${version}; this hashtide knows versions up to ${MIGRATIONS.length}.`,
      { fix: 'Update hashtide, or name another file: --db FILE' },
    );
  }
}

/** Lets an older schema be read as the newest one: what it does not have is empty. Nothing is written. */
export function showAsNewest(db: Database): void {
  if (schemaVersion(db) !== 1) return;
  db.exec(BATCH_ROLLUP.replace('CREATE TABLE', 'CREATE TEMP TABLE'));
}

/**
 * Brings the schema to the newest version, each step in a transaction of its own: a kill leaves the old schema
 * or the new one.
 */
export function migrate(db: Database, migrations: readonly string[] = MIGRATIONS): void {
  const step = db.transaction((version: number, sql: string) => {
    db.exec(sql);
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.pragma(`user_version = ${version}`);
  });
  for (const [index, sql] of migrations.entries()) {
    if (index >= schemaVersion(db)) step.immediate(index + 1, sql);
  }
}
