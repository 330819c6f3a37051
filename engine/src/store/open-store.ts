import { existsSync } from 'node:fs';
import type { StreamingError } from '../errors.ts';
import { openForReading } from './open-database.ts';
import { requireNoFolder } from './private-file.ts';
import { openAndRecover, wasOurs } from './recover-database.ts';
import { type RetentionOptions, retentionOf } from './retention.ts';
import { Store } from './store.ts';
import { sqliteCode, storeError } from './store-error.ts';
import { StoreLock } from './store-lock.ts';
import { reconcileMeta } from './store-meta.ts';

/** Options of {@link openStore}. */
export interface StoreOptions {
  /** The database's path; made, with its folder, where it does not exist. */
  readonly file: string;
  /** Must be that of the database, ms. */
  readonly batchDurationMs: number;
  /** The sentiment model's name. Another one than the database's is a warning. */
  readonly model: string;
  /** Program and version, written into a new database. Default `hashtide`. */
  readonly createdBy?: string;
  /** When batches become minutes, and minutes hours. */
  readonly retention?: RetentionOptions | undefined;
  readonly readOnly?: false;
}

/** Options for a store that is only read: no lock, no change, nothing to agree with. */
export interface ReadOnlyStoreOptions {
  readonly file: string;
  readonly readOnly: true;
}

/**
 * Opens the store, and with it the right to write: a second engine on the same file is refused until this one
 * closes or dies. Any number of read-only stores may be open beside it. A damaged database is set aside for its newest
 * backup; what was done is in the store's `warnings`.
 *
 * @throws {StreamingError} `STORE_LOCKED`, `BATCH_DURATION_MISMATCH`, `STORE_TOO_NEW`, `NOT_A_DATABASE`,
 *   `FOREIGN_DATABASE`, `INVALID_RETENTION`, `IS_A_DIRECTORY`, `FOLDER_NOT_WRITABLE`, `DATABASE_NOT_FOUND` (read only), `STORE_CORRUPT`, `DISK_FULL`,
 *   `STORE_FAILED`
 */
export function openStore(options: StoreOptions | ReadOnlyStoreOptions): Store {
  const { file } = options;
  requireNoFolder(file);
  if (options.readOnly) {
    return new Store({
      file,
      db: openForReading(file),
      retention: undefined,
      warnings: [],
      release: () => {},
    });
  }
  const retention = retentionOf(options.retention);
  // A stranger's file is refused before a lock file is put beside it.
  if (existsSync(file) && !wasOurs(file)) refuseStranger(file);
  const lock = new StoreLock(file);
  try {
    const { db, regression, warnings: found } = openAndRecover(file);
    try {
      const warnings = [...found, ...reconcileMeta(db, file, { createdBy: 'hashtide', ...options })];
      return new Store({ file, db, retention, regression, warnings, release: () => lock.release() });
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    lock.release();
    throw storeError(error, 'Opening the database', file);
  }
}

/** @throws {StreamingError} what {@link openForReading} throws of a file that is none of ours */
function refuseStranger(file: string): void {
  try {
    openForReading(file).close();
  } catch (error) {
    // Whoever made it was killed in the middle of it: only a writer can undo what that one had begun, and looks again.
    if (sqliteCode((error as StreamingError).cause) !== 'SQLITE_READONLY_ROLLBACK') throw error;
  }
}
