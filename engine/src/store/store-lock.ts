import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Database from 'better-sqlite3';
import { StreamingError } from '../errors.ts';
import { makePrivateFile } from './private-file.ts';
import { sqliteCode, storeError } from './store-error.ts';

/** An engine that is just stopping gets this long to let go. */
const PATIENCE_MS = 250;

/**
 * Only one engine writes a database. The lock is an exclusive transaction on `<file>-lock`, which the operating
 * system ends with the process, however it dies. Readers of the database do not look at it.
 */
export class StoreLock {
  readonly #db: Database.Database;
  readonly #pidFile: string;

  /** @throws {StreamingError} `STORE_LOCKED`, with the holder's pid; `FOLDER_NOT_WRITABLE` */
  constructor(file: string) {
    const lockFile = `${resolve(file)}-lock`;
    this.#pidFile = `${lockFile}.pid`;
    makePrivateFile(lockFile);
    this.#db = new Database(lockFile, { timeout: PATIENCE_MS });
    try {
      this.#db.exec('BEGIN EXCLUSIVE');
      writeFileSync(this.#pidFile, `${process.pid}\n`, { mode: 0o600 });
    } catch (error) {
      this.#db.close();
      if (!sqliteCode(error).startsWith('SQLITE_BUSY')) throw storeError(error, 'Locking the database', file);
      throw new StreamingError(
        'STORE_LOCKED',
        `${file} is in use by another engine (${holder(this.#pidFile)}).`,
        {
          fix: 'Stop that engine, watch it (hashtide watch), or use another database: --db FILE',
          cause: error,
        },
      );
    }
  }

  /** Lets go. The lock file itself stays: removing it could take it from under the next holder. */
  release(): void {
    if (!this.#db.open) return;
    rmSync(this.#pidFile, { force: true });
    this.#db.close();
  }
}

function holder(pidFile: string): string {
  try {
    return `pid ${Number.parseInt(readFileSync(pidFile, 'utf8'), 10)}`;
  } catch {
    return 'pid unknown';
  }
}
