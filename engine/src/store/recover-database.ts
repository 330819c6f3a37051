import { copyFileSync, existsSync, statSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { StreamingError } from '../errors.ts';
import { backupsOf } from './backup-files.ts';
import { BatchReader } from './batch-reader.ts';
import { problemsAtStart } from './check-database.ts';
import { openForWriting } from './open-database.ts';
import { freeName, newestGoodBackup, restoreBackup } from './restore-backup.ts';
import { type Mark, readMark } from './store-mark.ts';
import { walDamage } from './wal-damage.ts';

/** A database that has less than it had: what lies between must come again. */
export interface Regression {
  /** The newest batch that it has, epoch ms; undefined: none. */
  readonly lastBatchTime: number | undefined;
  /** The newest batch that it had. */
  readonly formerBatchTime: number;
  /** How many batches are gone. */
  readonly numBatches: number;
}

export interface OpenedDatabase {
  readonly db: Database;
  /** What was found and done, in sentences. */
  readonly warnings: readonly string[];
  readonly regression: Regression | undefined;
}

/**
 * Opens a database for writing after looking at it. A damaged one is set aside, and the newest good backup takes its
 * place; so it does when the database has gone back to before that backup.
 *
 * @throws {StreamingError} `STORE_CORRUPT` where there is no backup, with the file as it was; what `openForWriting` throws
 */
export function openAndRecover(file: string): OpenedDatabase {
  const mark = readMark(file);
  const warnings: string[] = [];
  if (mark !== undefined && !existsSync(file)) {
    warnings.push(
      `${file} is gone, which had ${mark.numBatches} batches; beginning anew.${backupHint(file)}`,
    );
    return { db: openForWriting(file), warnings, regression: undefined };
  }
  const log = setAsideLog(file);
  if (log !== undefined) warnings.push(log);
  let db: Database | undefined;
  const problems: string[] = [];
  try {
    db = openForWriting(file);
    problems.push(...problemsAtStart(db));
  } catch (error) {
    if (!isDamaged(error, mark)) throw error;
    problems.push(error.message);
  }
  const lastBatchTime = problems.length === 0 && db ? new BatchReader(db).lastBatchTime() : undefined;
  const former = formerOf(db, mark, problems.length > 0);
  const isBehind = former !== undefined && former.batchTime > (lastBatchTime ?? Number.NEGATIVE_INFINITY);
  if (problems.length === 0 && !isBehind && db !== undefined) return { db, warnings, regression: undefined };

  const backup = newestGoodBackup(file);
  const isNewer =
    backup?.lastBatchTime !== undefined && backup.lastBatchTime > (lastBatchTime ?? Number.NEGATIVE_INFINITY);
  if (problems.length > 0 || isNewer) {
    db?.close();
    if (backup === undefined) throw beyondRepair(file, problems);
    const kept = restoreBackup(file, backup.file);
    const why = problems.length > 0 ? `${file} is damaged (${problems[0]})` : `${file} has gone back in time`;
    warnings.push(`${why}; it is kept as ${kept}, and ${backup.file} has taken its place.`);
    db = openForWriting(file);
  }
  const opened = db as Database;
  const reader = new BatchReader(opened);
  const regression = regressionOf(reader, former);
  if (regression !== undefined) warnings.push(describe(file, regression));
  return { db: opened, warnings, regression };
}

/** What `db` had, as far as that is known: the mark, or the rows of a damaged file that can still be read. */
function formerOf(
  db: Database | undefined,
  mark: Mark | undefined,
  isDamagedFile: boolean,
): Mark | undefined {
  if (!isDamagedFile || db === undefined) return mark;
  try {
    const reader = new BatchReader(db);
    const batchTime = reader.lastBatchTime();
    if (batchTime === undefined || (mark !== undefined && mark.batchTime >= batchTime)) return mark;
    return { batchTime, numBatches: reader.numBatches() };
  } catch {
    return mark;
  }
}

function regressionOf(reader: BatchReader, former: Mark | undefined): Regression | undefined {
  const lastBatchTime = reader.lastBatchTime();
  if (former === undefined || former.batchTime <= (lastBatchTime ?? Number.NEGATIVE_INFINITY))
    return undefined;
  const numBatches = Math.max(1, former.numBatches - reader.numBatches());
  return { lastBatchTime, formerBatchTime: former.batchTime, numBatches };
}

function describe(file: string, { lastBatchTime, formerBatchTime, numBatches }: Regression): string {
  const from = lastBatchTime === undefined ? 'the beginning' : new Date(lastBatchTime).toISOString();
  const batches = numBatches === 1 ? 'A batch' : `${numBatches} batches`;
  return `${batches} of ${file} are gone, from ${from} to ${new Date(formerBatchTime).toISOString()}: the reader is asked for them again.`;
}

/** SQLite would read the log up to the damage, and write over the rest. */
function setAsideLog(file: string): string | undefined {
  const damage = walDamage(`${file}-wal`);
  if (damage === undefined) return undefined;
  const kept = `${freeName(file)}-wal`;
  copyFileSync(`${file}-wal`, kept);
  return `${file}-wal is damaged in frame ${damage.frame}: ${damage.numLost} pages of it are lost; it is kept as ${kept}.`;
}

/** What is no database at all is a stranger's file, unless we know that ours was here. */
function isDamaged(error: unknown, mark: Mark | undefined): error is StreamingError {
  if (!(error instanceof StreamingError)) return false;
  if (error.code === 'STORE_CORRUPT') return true;
  return mark !== undefined && ['NOT_A_DATABASE', 'FOREIGN_DATABASE'].includes(error.code);
}

function beyondRepair(file: string, problems: readonly string[]): StreamingError {
  return new StreamingError(
    'STORE_CORRUPT',
    `${file} is damaged (${problems[0]}), and there is no good backup of it.`,
    {
      fix: `Look at it: hashtide verify --db ${file}\nOr move it aside and start again from a recording`,
    },
  );
}

function backupHint(file: string): string {
  const [newest] = backupsOf(file);
  return newest === undefined ? '' : ` Or stop, and: hashtide restore --db ${file}`;
}

/** Whether a file of ours was here: then one that is no database any more is damaged, and no stranger's. */
export function wasOurs(file: string): boolean {
  return readMark(file) !== undefined && (statSync(file, { throwIfNoEntry: false })?.isFile() ?? false);
}
