import type { Database, Statement, Transaction } from 'better-sqlite3';
import type { ReceiverInfo } from '../receiver/receiver-info.ts';
import type { Time } from '../time/duration.ts';
import type { ApplicationRecord, BatchHistoryRecord, StreamRecord } from './history-records.ts';
import {
  type ApplicationRow,
  applicationOf,
  type BatchRow,
  batchOf,
  rowOfApplication,
  rowOfBatch,
} from './history-rows.ts';

/** How much a history keeps. */
export interface HistoryLimits {
  /** Batches over all applications, the newest. Default 50,000: some 25 MB. */
  readonly maxBatches?: number | undefined;
  /** Applications, the newest. Default 100. */
  readonly maxApplications?: number | undefined;
}

/** What is written together. */
export interface HistoryChange {
  readonly application: ApplicationRecord;
  readonly streams: readonly StreamRecord[];
  readonly batches: readonly BatchHistoryRecord[];
}

interface StreamRow {
  readonly stream_id: number;
  readonly name: string;
  readonly has_receiver: number;
  readonly info: string | null;
}

/** A history's database. Several programs may share one file. Every method throws what SQLite throws. */
export class HistoryFile {
  readonly file: string;
  readonly #db: Database;
  readonly #limits: Required<{ [K in keyof HistoryLimits]: number }>;
  readonly #write: Transaction<(change: HistoryChange) => void> | undefined;
  readonly #applications: Statement<[number], ApplicationRow>;
  readonly #application: Statement<[string], ApplicationRow>;
  readonly #streams: Statement<[string], StreamRow>;
  readonly #batches: Statement<[string, number], BatchRow>;
  readonly #batch: Statement<[string, number], BatchRow>;

  constructor(db: Database, file: string, limits: HistoryLimits = {}) {
    this.file = file;
    this.#db = db;
    this.#limits = {
      maxBatches: limits.maxBatches ?? 50_000,
      maxApplications: limits.maxApplications ?? 100,
    };
    this.#applications = db.prepare(
      'SELECT * FROM streaming_application ORDER BY start_time DESC, id DESC LIMIT ?',
    );
    this.#application = db.prepare('SELECT * FROM streaming_application WHERE id = ?');
    this.#streams = db.prepare(
      'SELECT * FROM streaming_receiver WHERE application_id = ? ORDER BY stream_id',
    );
    this.#batches = db.prepare(
      'SELECT * FROM streaming_batch WHERE application_id = ? ORDER BY batch_time DESC LIMIT ?',
    );
    this.#batch = db.prepare('SELECT * FROM streaming_batch WHERE application_id = ? AND batch_time = ?');
    this.#write = db.readonly ? undefined : this.#prepareWrite();
  }

  /** All of it or, when it throws, nothing. Batches that are there are replaced. */
  write(change: HistoryChange): void {
    this.#write?.immediate(change);
  }

  /** Newest first. */
  applications(): ApplicationRecord[] {
    return this.#applications.all(this.#limits.maxApplications).map(applicationOf);
  }

  application(id: string): ApplicationRecord | undefined {
    const row = this.#application.get(id);
    return row && applicationOf(row);
  }

  streams(applicationId: string): StreamRecord[] {
    return this.#streams.all(applicationId).map(({ stream_id, name, has_receiver, info }) => ({
      id: stream_id,
      name,
      hasReceiver: has_receiver !== 0,
      info: info === null ? undefined : (JSON.parse(info) as ReceiverInfo),
    }));
  }

  /** The last `limit` ones, oldest first. */
  batches(applicationId: string, limit: number): BatchHistoryRecord[] {
    return this.#batches.all(applicationId, limit).reverse().map(batchOf);
  }

  batch(applicationId: string, batchTime: Time): BatchHistoryRecord | undefined {
    const row = this.#batch.get(applicationId, batchTime);
    return row && batchOf(row);
  }

  /** May be called again. */
  close(): void {
    if (this.#db.open) this.#db.close();
  }

  #prepareWrite(): Transaction<(change: HistoryChange) => void> {
    const db = this.#db;
    const { maxBatches, maxApplications } = this.#limits;
    const putApplication = putStatement<ApplicationRow>(db, 'streaming_application', APPLICATION_COLUMNS);
    const putBatch = putStatement<BatchRow>(db, 'streaming_batch', BATCH_COLUMNS);
    const putStream = db.prepare('INSERT OR REPLACE INTO streaming_receiver VALUES (?, ?, ?, ?, ?)');
    const dropBatches = db.prepare(
      'DELETE FROM streaming_batch WHERE id <= (SELECT max(id) FROM streaming_batch) - ?',
    );
    const isKnown = db.prepare<[string], number>('SELECT 1 FROM streaming_application WHERE id = ?').pluck();
    const old = `(SELECT id FROM streaming_application ORDER BY start_time DESC, id DESC LIMIT -1 OFFSET ?)`;
    const dropOld = [
      `DELETE FROM streaming_batch WHERE application_id IN ${old}`,
      `DELETE FROM streaming_receiver WHERE application_id IN ${old}`,
      `DELETE FROM streaming_application WHERE id IN ${old}`,
    ].map((sql) => db.prepare(sql));
    return db.transaction(({ application, streams, batches }: HistoryChange) => {
      const isNew = isKnown.get(application.id) === undefined;
      putApplication.run(rowOfApplication(application));
      for (const { id, name, hasReceiver, info } of streams) {
        const json = info === undefined ? null : JSON.stringify(info);
        putStream.run(application.id, id, name, hasReceiver ? 1 : 0, json);
      }
      for (const batch of batches) putBatch.run(rowOfBatch(application.id, batch));
      if (batches.length > 0) dropBatches.run(maxBatches);
      if (isNew) for (const statement of dropOld) statement.run(maxApplications);
    });
  }
}

const APPLICATION_COLUMNS: readonly (keyof ApplicationRow)[] = [
  'id',
  'name',
  'version',
  'pid',
  'batch_duration_ms',
  'start_time',
  'last_updated',
  'end_time',
  'completed_batches',
  'failed_batches',
  'received_records',
  'processed_records',
];

const BATCH_COLUMNS: readonly (keyof BatchRow)[] = [
  'application_id',
  'batch_time',
  'submission_time',
  'processing_start_time',
  'processing_end_time',
  'num_records',
  'failure_reason',
  'inputs',
  'operations',
];

function putStatement<Row>(
  db: Database,
  table: string,
  columns: readonly (keyof Row & string)[],
): Statement<[Row]> {
  const values = columns.map((column) => `@${column}`);
  return db.prepare(`INSERT OR REPLACE INTO ${table}(${columns.join(', ')}) VALUES (${values.join(', ')})`);
}
