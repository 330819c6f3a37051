import { statSync } from 'node:fs';
import type { Database } from 'better-sqlite3';

/** From this size on SQLite's write-ahead log is emptied and cut: 16 MiB. */
const MAX_WAL_BYTES = 16 << 20;
/** After a reader was in the way, it is tried again so many calls later. */
const CALLS_BETWEEN = 4;

/**
 * Keeps `<file>-wal` short. SQLite moves its pages into the database by itself, but starts it again from its beginning
 * only when no reader looks at it, and never cuts it while it is used.
 */
export class WalBound {
  readonly #db: Database;
  readonly #walFile: string;
  #callsLeft = 0;

  constructor(db: Database, file: string) {
    this.#db = db;
    this.#walFile = `${file}-wal`;
  }

  /** Waits for nobody: a reader that is in the way makes it come back later. */
  keep(): void {
    if (this.bytes < MAX_WAL_BYTES) return;
    this.#callsLeft -= 1;
    if (this.#callsLeft >= 0) return;
    this.#callsLeft = this.empty() ? 0 : CALLS_BETWEEN;
  }

  /** @returns whether the log is empty now */
  empty(): boolean {
    const patience = this.#db.pragma('busy_timeout', { simple: true }) as number;
    this.#db.pragma('busy_timeout = 0');
    try {
      const [result] = this.#db.pragma('wal_checkpoint(TRUNCATE)') as { readonly busy: number }[];
      return result?.busy === 0;
    } finally {
      this.#db.pragma(`busy_timeout = ${patience}`);
    }
  }

  /** The log's size on the disk. */
  get bytes(): number {
    return statSync(this.#walFile, { throwIfNoEntry: false })?.size ?? 0;
  }
}
