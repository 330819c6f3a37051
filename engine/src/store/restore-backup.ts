import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fchmodSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { type BackupFile, backupsOf, syncFolderOf } from './backup-files.ts';
import { BatchReader } from './batch-reader.ts';
import { problemsAtStart } from './check-database.ts';
import { openForReading } from './open-database.ts';

/** A backup that may be used. */
export interface GoodBackup extends BackupFile {
  /** Its newest batch, epoch ms; undefined: none. */
  readonly lastBatchTime: number | undefined;
  readonly numBatches: number;
}

/** The newest backup in which nothing is found; undefined: there is none. */
export function newestGoodBackup(file: string): GoodBackup | undefined {
  for (const backup of backupsOf(file)) {
    try {
      const db = openForReading(backup.file);
      try {
        if (problemsAtStart(db).length > 0) continue;
        const reader = new BatchReader(db);
        const [lastBatchTime, numBatches] = [reader.lastBatchTime(), reader.numBatches()];
        return { ...backup, lastBatchTime, numBatches };
      } finally {
        db.close();
      }
    } catch {
      // Damaged too: the one before it may be whole.
    }
  }
  return undefined;
}

/**
 * Puts a copy of `backup` in the place of `file`. Nobody may have it open. At every moment there is a database under that name.
 *
 * @returns the name under which the former one is kept; undefined: there was none
 */
export function restoreBackup(file: string, backup: string): string | undefined {
  const copy = `${file}-restoring`;
  rmSync(copy, { force: true });
  copyFileSync(backup, copy, constants.COPYFILE_FICLONE);
  const fd = openSync(copy, 'r+');
  try {
    fchmodSync(fd, 0o600);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  const kept = existsSync(file) ? freeName(file) : undefined;
  if (kept !== undefined) keepAs(file, kept);
  for (const suffix of ['-wal', '-shm']) {
    if (!existsSync(file + suffix)) continue;
    // Beside the file that it belongs to, so that both can still be looked at.
    if (kept === undefined) rmSync(file + suffix, { force: true });
    else renameSync(file + suffix, kept + suffix);
  }
  renameSync(copy, file);
  syncFolderOf(file);
  return kept;
}

/** A name that nothing has, for what is set aside. */
export function freeName(file: string): string {
  for (let number = 1; ; number += 1) {
    const name = `${file}.damaged-${number}`;
    if (!existsSync(name) && !existsSync(`${name}-wal`)) return name;
  }
}

function keepAs(file: string, name: string): void {
  try {
    linkSync(file, name);
  } catch {
    // A file system without links.
    copyFileSync(file, name);
  }
}
