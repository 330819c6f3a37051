import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { StreamingError } from '../errors.ts';
import { migrate, requireOurs, showAsNewest } from './migrations.ts';
import { makePrivateFile } from './private-file.ts';
import { storeError } from './store-error.ts';

/** Before it, WAL mode with more than one connection could lose committed data. */
const OLDEST_SQLITE = '3.51.3';

const BUSY_TIMEOUT_MS = 5000;

/** Pages (of 4 KiB) in the write-ahead log before SQLite moves them by itself, within a commit: 32 MiB. See WalBound. */
const CHECKPOINT_PAGES = 8192;

/** Of SQLite's own pages in memory: what a commit touches. More (16 MiB by default) only makes the process grow for hours. */
const CACHE_KIB = 4096;

/** SQLite's number for it. */
const INCREMENTAL = 2;

/** A writer does not stand still for others: what is busy is tried again later. */
const WRITER_TIMEOUT_MS = 250;

/**
 * Opens a store's database for writing, making it where it does not exist: WAL, every commit on the disk before it
 * returns, schema at the newest version.
 *
 * @throws {StreamingError} `FOLDER_NOT_WRITABLE`, `NOT_A_DATABASE`, `FOREIGN_DATABASE`, `STORE_TOO_NEW`,
 *   `STORE_CORRUPT`, `DISK_FULL`, `STORE_FAILED`
 */
export function openForWriting(file: string): Database.Database {
  makePrivateFile(file);
  return opened(file, {}, (db) => {
    requireOurs(db, file);
    // This build's default for WAL is NORMAL, which loses acknowledged batches in a power cut. Before all that writes:
    // two transactions that are not on the disk look like damage when the power goes (see walDamage).
    db.pragma('synchronous = FULL');
    // Before the first table; SQLite ignores it later, but for a page that it writes.
    if (db.pragma('auto_vacuum', { simple: true }) !== INCREMENTAL) db.pragma('auto_vacuum = INCREMENTAL');
    db.pragma('journal_mode = WAL');
    db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    db.pragma(`cache_size = ${-CACHE_KIB}`);
    db.pragma(`journal_size_limit = ${(CHECKPOINT_PAGES / 2) * 4096}`);
    requirePragma(db, file, 'journal_mode', 'wal');
    requirePragma(db, file, 'synchronous', 2);
    migrate(db);
    db.pragma(`busy_timeout = ${WRITER_TIMEOUT_MS}`);
  });
}

/**
 * Opens a store's database for reading, also while an engine writes it.
 *
 * @throws {StreamingError} `DATABASE_NOT_FOUND`, and as {@link openForWriting}
 */
export function openForReading(file: string): Database.Database {
  if (!existsSync(file)) {
    throw new StreamingError('DATABASE_NOT_FOUND', `There is no database ${file}.`, {
      fix: 'hashtide run makes one; or name the right one: --db FILE',
    });
  }
  return opened(file, { readonly: true, fileMustExist: true }, (db) => {
    requireOurs(db, file);
    showAsNewest(db);
  });
}

function opened(
  file: string,
  options: Database.Options,
  prepare: (db: Database.Database) => void,
): Database.Database {
  let db: Database.Database | undefined;
  try {
    db = new Database(file, { timeout: BUSY_TIMEOUT_MS, ...options });
    requireSqliteVersion(db);
    prepare(db);
    return db;
  } catch (error) {
    db?.close();
    throw storeError(error, 'Opening the database', file);
  }
}

function requireSqliteVersion(db: Database.Database): void {
  const version = db.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? '0';
  if (version.localeCompare(OLDEST_SQLITE, 'en', { numeric: true }) < 0) {
    throw new StreamingError(
      'SQLITE_TOO_OLD',
      `SQLite is ${version}; it must be ${OLDEST_SQLITE} or newer.`,
      {
        fix: 'npm ci',
      },
    );
  }
}

function requirePragma(db: Database.Database, file: string, name: string, wanted: string | number): void {
  const value = db.pragma(name, { simple: true });
  if (value === wanted) return;
  throw new StreamingError('STORE_FAILED', `${name} of ${file} is ${value}; it must be ${wanted}.`, {
    fix: 'Use a local disk: WAL does not work on network file systems',
  });
}
