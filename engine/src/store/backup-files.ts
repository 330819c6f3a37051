import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Backups that are kept. */
const MAX_BACKUPS = 3;

/** One backup of a database. */
export interface BackupFile {
  readonly file: string;
  /** Counts up, whatever the clock says. */
  readonly number: number;
  readonly bytes: number;
  /** When it was made, epoch ms by the file system. */
  readonly madeAt: number;
}

/** `<file>-backups/000017.db`: whole copies, newest first; [] when there are none. */
export function backupsOf(file: string): BackupFile[] {
  const folder = backupFolderOf(file);
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names
    .filter((name) => /^\d{6,}\.db$/.test(name))
    .flatMap((name) => {
      const path = join(folder, name);
      const stat = statSync(path, { throwIfNoEntry: false });
      if (stat === undefined) return [];
      return [{ file: path, number: Number.parseInt(name, 10), bytes: stat.size, madeAt: stat.mtimeMs }];
    })
    .sort((a, b) => b.number - a.number);
}

/** Where the next backup is made, under a name that is no backup's; its folder (0700) is made. */
export function nextBackupFile(file: string): { readonly part: string; readonly final: string } {
  const folder = backupFolderOf(file);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const name = String((backupsOf(file)[0]?.number ?? 0) + 1).padStart(6, '0');
  return { part: join(folder, `${name}.part`), final: join(folder, `${name}.db`) };
}

/** Removes all but the newest {@link MAX_BACKUPS}. */
export async function dropOldBackups(file: string): Promise<void> {
  for (const { file: old } of backupsOf(file).slice(MAX_BACKUPS)) await rm(old, { force: true });
}

export function backupFolderOf(file: string): string {
  return `${file}-backups`;
}

/** Makes the names in `file`'s folder durable. */
export function syncFolderOf(file: string): void {
  const folder = openSync(dirname(file), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
