import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StreamingError } from '@hashtide/engine/errors';
import envPaths from 'env-paths';

/** The recording that comes with hashtide. */
export const BUNDLED_RECORDING = fileURLToPath(new URL('../../recordings/demo.ndjson.gz', import.meta.url));

/** Where hashtide keeps its files: `--data-dir`, else the platform's own place (XDG on Linux). */
export function dataDirPath(option?: string): string {
  return option === undefined ? envPaths('hashtide', { suffix: '' }).data : resolve(option);
}

/** {@link dataDirPath}, made (0700) if it is not there. @throws StreamingError `BAD_DATA_DIR` when it cannot be */
export function dataDir(option?: string): string {
  const folder = dataDirPath(option);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new StreamingError(
      'BAD_DATA_DIR',
      `${folder} is no folder and cannot be made: ${(cause as Error).message}`,
      {
        cause,
        fix: 'Choose another: --data-dir DIR or HASHTIDE_DATA_DIR',
      },
    );
  }
  return folder;
}

/** The database of `run` and `live`. */
export function databasePath(db: string | undefined, dataDirOption: string | undefined): string {
  return db === undefined ? join(dataDir(dataDirOption), 'hashtide.db') : resolve(db);
}

/** A database that is there already: nothing is made for it. */
export function knownDatabasePath(db: string | undefined, dataDirOption: string | undefined): string {
  return db === undefined ? join(dataDirPath(dataDirOption), 'hashtide.db') : resolve(db);
}

/** Where `run` keeps how its batches went: beside the database, as SQLite's own `-wal`. */
export function historyPath(database: string): string {
  return `${database}-history`;
}

/** The folder where a reader of `source` keeps what engines have not acked; `folder`: the data directory. */
export function spoolPathIn(folder: string, source: 'x' | 'stdin'): string {
  return join(folder, `spool-${source}`);
}

/** {@link spoolPathIn} the data directory, which is made if it is not there. */
export function spoolPath(source: 'x' | 'stdin', dataDirOption: string | undefined): string {
  return spoolPathIn(dataDir(dataDirOption), source);
}
