import { mkdirSync, statfsSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { StreamingError } from '../errors.ts';
import {
  type BackupFile,
  backupFolderOf,
  backupsOf,
  dropOldBackups,
  nextBackupFile,
} from './backup-files.ts';
import { crcOfBatch } from './batch-crc.ts';
import { BatchReader } from './batch-reader.ts';
import { type CopyOptions, copyDatabase } from './copy-database.ts';
import { openForReading } from './open-database.ts';
import { storeError } from './store-error.ts';

/** A backup must not take the room that the next batches need. */
const ROOM_LEFT_BYTES = 32 << 20;

/**
 * Makes the next backup of `db`, which is open under `file`, looks at its new batches, and removes the oldest beyond three.
 *
 * @throws {StreamingError} `NO_ROOM_FOR_BACKUP`; `BACKUP_DAMAGED`: what was copied is damaged, the backups before stay;
 *   `DISK_FULL`, `STORE_FAILED`
 */
export async function makeBackup(
  db: Database,
  file: string,
  options: Pick<CopyOptions, 'inTurns' | 'signal'> = {},
): Promise<BackupFile> {
  try {
    requireRoom(db, file);
    const [before] = backupsOf(file);
    const since = before === undefined ? Number.NEGATIVE_INFINITY : lastBatchTimeOf(before.file);
    const { part, final } = nextBackupFile(file);
    await copyDatabase(db, {
      ...options,
      part,
      final,
      check: (copy) => checkBatches(copy, since, options.signal),
    });
    await dropOldBackups(file);
    const made = backupsOf(file).find((backup) => backup.file === final);
    if (made === undefined)
      throw new StreamingError('STORE_FAILED', `${final} is gone as soon as it was made.`);
    return made;
  } catch (error) {
    if (options.signal?.aborted) throw options.signal.reason;
    throw storeError(error, 'Making a backup', file);
  }
}

function requireRoom(db: Database, file: string): void {
  const folder = backupFolderOf(file);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { bavail, bsize } = statfsSync(folder);
  const bytes =
    (db.pragma('page_count', { simple: true }) as number) *
    (db.pragma('page_size', { simple: true }) as number);
  if (bavail * bsize >= bytes + ROOM_LEFT_BYTES) return;
  const megabytes = (n: number): string => `${Math.ceil(n / 1e6)} MB`;
  throw new StreamingError(
    'NO_ROOM_FOR_BACKUP',
    `A backup of ${file} takes ${megabytes(bytes)}, and ${megabytes(bavail * bsize)} are free; ${megabytes(ROOM_LEFT_BYTES)} must be left.`,
    { fix: 'Make room on that disk' },
  );
}

/** What is damaged already must not push good backups out. Batches of the backup before were looked at then. */
async function checkBatches(copy: string, since: number, signal: AbortSignal | undefined): Promise<void> {
  const db = openForReading(copy);
  try {
    const reader = new BatchReader(db);
    for (const time of reader.batchTimesAfter(since)) {
      const batch = reader.checkedBatch(time);
      if (batch !== undefined && crcOfBatch(batch) !== batch.crc32) {
        throw new StreamingError(
          'BACKUP_DAMAGED',
          `Batch ${time} is damaged; no backup was made, those before stay.`,
          {
            fix: 'hashtide verify says what else is; hashtide restore takes the newest backup',
          },
        );
      }
      await new Promise(setImmediate);
      signal?.throwIfAborted();
    }
  } finally {
    db.close();
  }
}

function lastBatchTimeOf(backup: string): number {
  try {
    const db = openForReading(backup);
    try {
      return new BatchReader(db).lastBatchTime() ?? Number.NEGATIVE_INFINITY;
    } finally {
      db.close();
    }
  } catch {
    return Number.NEGATIVE_INFINITY;
  }
}
