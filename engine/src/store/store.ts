import type { Database } from 'better-sqlite3';
import { StreamingError } from '../errors.ts';
import type { BatchRecord, HashtagName, SourcePosition } from '../pipeline/batch-record.ts';
import type { BackupFile } from './backup-files.ts';
import { BatchReader, type StoredBatch } from './batch-reader.ts';
import { BatchWriter, type CommitResult } from './batch-writer.ts';
import { Housekeeping } from './housekeeping.ts';
import { makeBackup } from './make-backup.ts';
import type { Regression } from './recover-database.ts';
import type { Retention } from './retention.ts';
import { type RunTotals, runTotals, type TopHashtag, topHashtags } from './run-summary.ts';
import { storeError } from './store-error.ts';
import { StoreMark } from './store-mark.ts';
import { WalBound } from './wal-bound.ts';

/** A database without a file, in SQLite's words: nothing lies beside it. */
export const IN_MEMORY = ':memory:';

/** What {@link Store} is made of; `openStore` puts it together. */
export interface StoreParts {
  readonly file: string;
  readonly db: Database;
  /** undefined: only read. */
  readonly retention: Retention | undefined;
  readonly warnings: readonly string[];
  /** What the database has lost since it was last written. */
  readonly regression?: Regression | undefined;
  /** Called once by `close()`, when the database is closed. */
  readonly release: () => void;
}

/**
 * Everything derived, in one SQLite file that changes in one transaction a batch. Nothing is cached that a reader
 * could see: every read tells what is committed.
 */
export class Store {
  /** The database's path as it was given. */
  readonly file: string;
  /** What the user should know and may ignore, such as labels of two models in one database. */
  readonly warnings: readonly string[];
  /** What the database had and has no more; undefined: all is there. */
  readonly regression: Regression | undefined;
  readonly #db: Database;
  readonly #reader: BatchReader;
  readonly #writer: BatchWriter | undefined;
  readonly #mark: StoreMark | undefined;
  #numBatches: number;
  readonly #housekeeping: Housekeeping | undefined;
  readonly #onClosed: (() => void)[];

  constructor({ file, db, retention, regression, warnings, release }: StoreParts) {
    this.file = file;
    this.warnings = warnings;
    this.regression = regression;
    this.#db = db;
    this.#onClosed = [release];
    this.#reader = new BatchReader(db);
    this.#writer = retention && new BatchWriter(db);
    this.#mark = retention && (file === IN_MEMORY ? undefined : new StoreMark(file));
    this.#numBatches = retention ? this.#reader.numBatches() : 0;
    if (retention) this.#writeMark();
    this.#housekeeping = retention && new Housekeeping(db, new WalBound(db, file), retention);
  }

  /**
   * Commits a batch: all of it is on the disk when this returns, and nothing of it when it throws. After an error the
   * store is as before, and the same record may be given again.
   *
   * @param record its hashtags are distinct
   * @returns `committed: false` when the database already has a batch of this batchTime; nothing is written then
   * @throws {StreamingError} `DISK_FULL`, `STORE_FAILED`, `STORE_CORRUPT`, `STORE_READ_ONLY`
   */
  commit(record: BatchRecord): CommitResult {
    const [result = { committed: false, names: [] }] = this.commitAll([record]);
    return result;
  }

  /**
   * Commits batches in one transaction, so that an engine with a backlog waits for the disk once for several.
   *
   * @param records in order of batchTime
   * @returns what {@link commit} would have said of each
   */
  commitAll(records: readonly BatchRecord[]): readonly CommitResult[] {
    if (this.#writer === undefined) {
      throw new StreamingError('STORE_READ_ONLY', `${this.file} was opened for reading only.`);
    }
    try {
      const results = this.#writer.write(records);
      for (const { committed } of results) if (committed) this.#numBatches += 1;
      this.#writeMark();
      return results;
    } catch (error) {
      const [first] = records;
      const others = records.length > 1 ? ` and ${records.length - 1} after it` : '';
      throw storeError(error, `Committing batch ${first?.batchTime}${others}`, this.file);
    }
  }

  /**
   * Rolls up and gives back what is due, for some milliseconds. To be called between batches.
   *
   * @param numRows rows of the batches that were just committed
   * @throws {StreamingError} as {@link commitAll}; nothing of a step has happened then
   */
  keepHouse(numRows: number): void {
    const last = this.lastBatchTime();
    if (last === undefined) return;
    try {
      this.#housekeeping?.run(last, numRows);
    } catch (error) {
      throw storeError(error, 'Rolling up old batches', this.file);
    }
  }

  /**
   * Makes a backup beside the database, a piece in each turn, while commits go on; three are kept.
   *
   * @throws what `makeBackup` throws, or the signal's reason
   */
  backup(signal?: AbortSignal): Promise<BackupFile> {
    return makeBackup(this.#db, this.file, signal && { signal });
  }

  /** The newest batch's end, epoch ms; undefined before the first. */
  lastBatchTime(): number | undefined {
    return this.#reader.lastBatchTime();
  }

  numBatches(): number {
    return this.#reader.numBatches();
  }

  /** How far the source `id` has been counted; undefined when nothing of it has. */
  position(id: string): SourcePosition | undefined {
    return this.positions().find((position) => position.id === id);
  }

  /** Every source's position, by id. */
  positions(): SourcePosition[] {
    return this.#reader.positions();
  }

  /** Batches with batchTime > `sinceBatchTime`, oldest first: what windows are rebuilt from. */
  recentBatches(sinceBatchTime: number): Generator<StoredBatch> {
    return this.#reader.recentBatches(sinceBatchTime);
  }

  /** The same without names, in half the time. */
  recentCounts(sinceBatchTime: number): Generator<Omit<StoredBatch, 'names'>> {
    return this.#reader.recentCounts(sinceBatchTime);
  }

  /** How a hashtag is shown today; undefined: there is none of that name. */
  nameOf(hashtag: string): HashtagName | undefined {
    return this.#reader.nameOf(hashtag);
  }

  /** Tweet ids first seen in batches after `sinceBatchTime`, oldest batch first; about 30 minutes are kept. */
  seenIds(sinceBatchTime: number): Generator<{ batchTime: number; ids: BigUint64Array }> {
    return this.#reader.seenIds(sinceBatchTime);
  }

  /** Sums over every batch of the database. */
  runTotals(): RunTotals {
    return runTotals(this.#db);
  }

  /** The `limit` tags with most posts over the whole database, most first, equal ones by code unit. */
  topHashtags(limit: number): TopHashtag[] {
    return topHashtags(this.#db, limit);
  }

  /** Batches after `sinceBatchTime` whose rows no longer give their checksum, oldest first. */
  damagedBatches(sinceBatchTime = Number.NEGATIVE_INFINITY): number[] {
    return [...this.#reader.damagedBatches(sinceBatchTime)];
  }

  /** Closes the files and lets the next engine in. May be called again. */
  close(): void {
    if (!this.#db.open) return;
    try {
      this.#db.close();
    } finally {
      this.#mark?.close();
      for (const task of this.#onClosed) task();
    }
  }

  #writeMark(): void {
    const batchTime = this.lastBatchTime();
    if (batchTime !== undefined) this.#mark?.write({ batchTime, numBatches: this.#numBatches });
  }

  /** Runs `task` when the store has been closed, after those given before. */
  onClosed(task: () => void): void {
    this.#onClosed.push(task);
  }
}
