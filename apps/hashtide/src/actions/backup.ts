import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { backupDatabase } from '@hashtide/engine/store';
import type { BackupOptions } from '../commands/backup.ts';
import { knownDatabasePath } from './paths.ts';

/** `hashtide backup`. */
export async function backup(options: BackupOptions, output: Writable): Promise<number> {
  const database = knownDatabasePath(options.db, options.dataDir);
  const to = options.output === undefined ? undefined : resolve(options.output);
  const { file } = await backupDatabase(database, to);
  const { size } = statSync(file);
  const told = { v: 1, type: 'backup', database, file, bytes: size };
  output.write(
    options.json
      ? `${JSON.stringify(told)}\n`
      : `${database} copied to ${file} (${(size / 1e6).toFixed(1)} MB)\n`,
  );
  return 0;
}
