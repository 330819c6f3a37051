import Database from 'better-sqlite3';
import type { BatchRecord } from '../../engine/src/pipeline/batch-record.ts';
import { crcOfPosition } from '../../engine/src/store/batch-crc.ts';
import type { CommitResult } from '../../engine/src/store/batch-writer.ts';
import { migrate } from '../../engine/src/store/migrations.ts';
import { retentionOf } from '../../engine/src/store/retention.ts';
import { IN_MEMORY, Store } from '../../engine/src/store/store.ts';
import { reconcileMeta } from '../../engine/src/store/store-meta.ts';
import type { SimulatedDisk } from './simulated-disk.ts';
import type { SimulatedProcess } from './simulated-process.ts';

/** A database in memory; whatever becomes of an engine, it holds what was committed, as `synchronous = FULL` says. */
export function openDatabase(batchDurationMs: number, copy?: Buffer): Database.Database {
  const db = new Database(copy ?? IN_MEMORY);
  migrate(db);
  reconcileMeta(db, IN_MEMORY, { batchDurationMs, model: 'simulated', createdBy: 'simulation' });
  return db;
}

export interface SimulatedStoreOptions {
  readonly db: Database.Database;
  readonly disk: SimulatedDisk;
  readonly process: SimulatedProcess;
  /** A control: how much later than its batch a position is written, ms. */
  readonly positionLateMs: (() => number) | undefined;
  /** Records are in the database. */
  onCommitted(records: readonly BatchRecord[], results: readonly CommitResult[]): void;
}

/** The store of one life of an engine, on a simulated disk. */
export class SimulatedStore extends Store {
  readonly #options: SimulatedStoreOptions;

  constructor(options: SimulatedStoreOptions) {
    super({ file: IN_MEMORY, db: options.db, retention: retentionOf(), warnings: [], release: () => {} });
    this.#options = options;
  }

  override commitAll(records: readonly BatchRecord[]): readonly CommitResult[] {
    const { disk, process, onCommitted, positionLateMs } = this.#options;
    if (!process.step()) throw new Error('the engine is dead');
    disk.refuse('write');
    const together = positionLateMs === undefined ? records : records.map((one) => ({ ...one, sources: [] }));
    const results = super.commitAll(together);
    onCommitted(records, results);
    process.step();
    if (positionLateMs !== undefined) {
      const { sources = [] } = records.at(-1) ?? {};
      process.at(process.now() + positionLateMs(), () => this.#putPositions(sources));
    }
    return results;
  }

  override keepHouse(numRows: number): void {
    if (this.#options.process.isAlive) super.keepHouse(numRows);
  }

  #putPositions(sources: BatchRecord['sources']): void {
    const put = this.#options.db.prepare(
      'INSERT OR REPLACE INTO source(id, epoch, next_sequence, crc32) VALUES (?, ?, ?, ?)',
    );
    for (const one of sources) put.run(one.id, one.epoch, one.nextSequence, crcOfPosition(one));
  }
}
