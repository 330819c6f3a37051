import { existsSync } from 'node:fs';
import { StreamingError } from '../errors.ts';
import { BatchReader } from './batch-reader.ts';
import { problemsAtStart } from './check-database.ts';
import { openForReading } from './open-database.ts';
import { newestGoodBackup, restoreBackup } from './restore-backup.ts';
import { StoreLock } from './store-lock.ts';
import { StoreMark } from './store-mark.ts';

/** What {@link restoreDatabase} did. */
export interface Restored {
  readonly from: string;
  /** Where the former database is; undefined: there was none. */
  readonly kept: string | undefined;
  readonly batches: number;
  /** Epoch ms; undefined: none. */
  readonly lastBatchTime: number | undefined;
}

/**
 * Puts a backup in the place of a database; what was there is kept under another name. An engine that is started then
 * asks its reader for what came after the backup.
 *
 * @param backup default: the newest good one of the database's own
 * @throws {StreamingError} `STORE_LOCKED` while an engine runs; `NO_BACKUP`; `STORE_CORRUPT`: the backup is damaged
 */
export function restoreDatabase(file: string, backup?: string): Restored {
  const lock = new StoreLock(file);
  try {
    const from = backup ?? newestGoodBackup(file)?.file;
    if (from === undefined || !existsSync(from)) {
      throw new StreamingError(
        'NO_BACKUP',
        from === undefined ? `There is no good backup of ${file}.` : `There is no ${from}.`,
        {
          fix: `They are in ${file}-backups; another one: --from FILE`,
        },
      );
    }
    const { batches, lastBatchTime } = requireGood(from);
    const kept = restoreBackup(file, from);
    // The engine need not wonder that there is less than there was.
    const mark = new StoreMark(file);
    mark.write({ batchTime: lastBatchTime ?? Number.MIN_SAFE_INTEGER, numBatches: batches });
    mark.close();
    return { from, kept, batches, lastBatchTime };
  } finally {
    lock.release();
  }
}

function requireGood(backup: string): { batches: number; lastBatchTime: number | undefined } {
  const db = openForReading(backup);
  try {
    const [problem] = problemsAtStart(db);
    if (problem !== undefined) {
      throw new StreamingError('STORE_CORRUPT', `${backup} is damaged (${problem}).`, {
        fix: 'Take another one: --from FILE',
      });
    }
    const reader = new BatchReader(db);
    return { batches: reader.numBatches(), lastBatchTime: reader.lastBatchTime() };
  } finally {
    db.close();
  }
}
