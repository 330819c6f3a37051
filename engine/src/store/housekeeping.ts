import type { Database } from 'better-sqlite3';
import type { Retention } from './retention.ts';
import { RollUp } from './roll-up.ts';
import type { WalBound } from './wal-bound.ts';

/** Rows that may be moved between two batches, however small these are: a few milliseconds. */
const LEAST_ROWS = 2000;
/** Free pages in the file that are worth giving back: 4 MiB, and a quarter of the file. */
const FREE_PAGES = 1024;
const FREE_SHARE = 0.25;
/** Pages given back between two batches. */
const PAGES_A_STEP = 128;

/** What is done to a database between batches, in small transactions: old counts rolled up, free space given back. */
export class Housekeeping {
  readonly #db: Database;
  readonly #rollUp: RollUp;
  readonly #wal: WalBound;

  constructor(db: Database, wal: WalBound, retention: Retention) {
    this.#db = db;
    this.#wal = wal;
    this.#rollUp = new RollUp(db, retention);
  }

  /**
   * @param lastBatchTime the newest batch
   * @param numRows what was just committed: twice as much is rolled up, so that a fast recording does not get ahead
   */
  run(lastBatchTime: number, numRows: number): void {
    const isAllRolledUp = this.#rollUp.run(lastBatchTime, Math.max(LEAST_ROWS, 2 * numRows));
    if (isAllRolledUp) this.#giveBack();
    this.#wal.keep();
  }

  #giveBack(): void {
    const free = this.#db.pragma('freelist_count', { simple: true }) as number;
    if (free < FREE_PAGES) return;
    const all = this.#db.pragma('page_count', { simple: true }) as number;
    if (free > FREE_SHARE * all) this.#db.pragma(`incremental_vacuum(${PAGES_A_STEP})`);
  }
}
