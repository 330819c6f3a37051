import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { StreamingError, toError } from '../errors.ts';
import { HistoryFile, type HistoryLimits } from './history-file.ts';
import { HISTORY_APPLICATION_ID, HISTORY_MIGRATIONS } from './history-schema.ts';
import { makePrivateFile, requireNoFolder } from './private-file.ts';

/** Options of {@link openHistory}. */
export interface HistoryOptions extends HistoryLimits {
  /** Made, with its folder, where it does not exist. */
  readonly file: string;
  /** Only look: nothing is made, nothing is changed. */
  readonly readOnly?: boolean;
}

/** Another program's write takes less than a millisecond; whoever holds the file longer is not waited for. */
const BUSY_TIMEOUT_MS = 50;

/**
 * Opens a history of runs and their batches. A kill leaves it whole; a power cut may take what was written last, since
 * no write waits for the disk.
 *
 * @throws {StreamingError} `HISTORY_UNAVAILABLE`, with the reason; `HISTORY_NOT_FOUND` (read only)
 */
export function openHistory({ file, readOnly = false, ...limits }: HistoryOptions): HistoryFile {
  if (readOnly && !existsSync(file)) {
    throw new StreamingError('HISTORY_NOT_FOUND', `There is no history ${file}.`, {
      fix: 'hashtide run makes one beside its database; or name the right database: --db FILE',
    });
  }
  let db: Database.Database | undefined;
  try {
    requireNoFolder(file);
    if (!readOnly) makePrivateFile(file);
    db = new Database(file, { timeout: BUSY_TIMEOUT_MS, readonly: readOnly });
    requireHistory(db);
    if (!readOnly) prepare(db);
    return new HistoryFile(db, file, limits);
  } catch (error) {
    db?.close();
    throw readOnly ? unreadable(error, file) : historyError(error, file);
  }
}

/** What went wrong with a history, as an error that says what to do. */
export function historyError(thrown: unknown, file: string): StreamingError {
  const cause = toError(thrown);
  return new StreamingError('HISTORY_UNAVAILABLE', `No history is kept in ${file}: ${cause.message}`, {
    fix: 'Batches go on without it. Look at the file and its disk; a damaged one may be moved aside.',
    cause,
  });
}

function unreadable(thrown: unknown, file: string): StreamingError {
  const cause = toError(thrown);
  return new StreamingError('HISTORY_UNAVAILABLE', `${file} cannot be read: ${cause.message}`, { cause });
}

function requireHistory(db: Database.Database): void {
  const version = db.pragma('user_version', { simple: true }) as number;
  const applicationId = db.pragma('application_id', { simple: true });
  const tables = db.prepare<[], number>('SELECT count(*) FROM sqlite_schema').pluck().get() ?? 0;
  if (applicationId !== HISTORY_APPLICATION_ID && (tables > 0 || version > 0 || applicationId !== 0)) {
    throw new Error('it is a database of another kind');
  }
  if (version > HISTORY_MIGRATIONS.length) {
    throw new Error(
      `its schema has version ${version}, this program knows versions up to ${HISTORY_MIGRATIONS.length}`,
    );
  }
}

function prepare(db: Database.Database): void {
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.pragma('cache_size = -512');
  const migrate = db.transaction(() => {
    const version = db.pragma('user_version', { simple: true }) as number;
    for (const sql of HISTORY_MIGRATIONS.slice(version)) db.exec(sql);
    db.pragma(`application_id = ${HISTORY_APPLICATION_ID}`);
    db.pragma(`user_version = ${HISTORY_MIGRATIONS.length}`);
  });
  if (db.pragma('user_version', { simple: true }) !== HISTORY_MIGRATIONS.length) migrate.immediate();
}
