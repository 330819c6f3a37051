import { type BackupFile, backupFolderOf } from './backup-files.ts';
import { copyDatabase } from './copy-database.ts';
import { makeBackup } from './make-backup.ts';
import { openForReading } from './open-database.ts';
import { storeError } from './store-error.ts';

/**
 * Makes a backup of a database from outside, also while an engine writes it: the next of its three rolling ones, or a
 * copy under a name of its own.
 *
 * @param output replaced if it is there; default: `<file>-backups/`
 * @throws {StreamingError} as `makeBackup`; `DATABASE_NOT_FOUND`, `FOREIGN_DATABASE`
 */
export async function backupDatabase(file: string, output?: string): Promise<Pick<BackupFile, 'file'>> {
  const db = openForReading(file);
  try {
    // In one turn: this process does nothing else, and an engine's commit makes a slow copy begin again.
    if (output === undefined) return await makeBackup(db, file, { inTurns: false });
    await copyDatabase(db, { part: `${output}.part`, final: output, inTurns: false });
    return { file: output };
  } catch (error) {
    throw storeError(error, 'Making a backup', output ?? backupFolderOf(file));
  } finally {
    db.close();
  }
}
