import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  mkdirSync,
  openSync,
  statSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { StreamingError } from '../errors.ts';

/**
 * Makes `file` (mode 0600) and its folder (0700) where they do not exist, whatever the umask. What exists keeps
 * its mode. SQLite gives its `-wal` and `-shm` files the mode of the database.
 *
 * @throws {StreamingError} `FOLDER_NOT_WRITABLE`
 */
export function makePrivateFile(file: string): void {
  const folder = dirname(resolve(file));
  try {
    const firstMade = mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (firstMade !== undefined) chmodSync(folder, 0o700);
    makeFile(file);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new StreamingError('FOLDER_NOT_WRITABLE', `${file} cannot be written (${code}).`, {
      fix: `Make ${folder} writable, or name another place: --db FILE or --data-dir DIR`,
      cause,
    });
  }
}

/** @throws {StreamingError} `IS_A_DIRECTORY` */
export function requireNoFolder(file: string): void {
  if (!statSync(file, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new StreamingError('IS_A_DIRECTORY', `${file} is a folder; a database is one file.`, {
    fix: 'Name a file in it, such as --db counts.db',
  });
}

function makeFile(file: string): void {
  try {
    const made = openSync(file, constants.O_CREAT | constants.O_EXCL | constants.O_RDWR, 0o600);
    fchmodSync(made, 0o600);
    closeSync(made);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    // Not opened: closing a second descriptor of a database drops this process's own locks on it (POSIX).
    accessSync(file, constants.R_OK | constants.W_OK);
  }
}
