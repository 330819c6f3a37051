import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Check, ok, trouble, warning } from './check.ts';

const LEAST_FREE_BYTES = 200e6;

/** Where the database goes: writable, private, with room left. */
export function checkDataDir(folder: string): Check {
  const name = 'data folder';
  let place = folder;
  while (!existsSync(place)) place = dirname(place);
  const another = 'Choose another: --data-dir DIR or HASHTIDE_DATA_DIR';
  if (!statSync(place).isDirectory()) return trouble(name, `${place} is no folder`, another);
  try {
    accessSync(place, constants.W_OK);
  } catch {
    return trouble(name, `${place} cannot be written to`, another);
  }
  const { bavail, bsize } = statfsSync(place);
  const free = bavail * bsize;
  const room = `${(free / 1e9).toFixed(1)} GB free`;
  if (free < LEAST_FREE_BYTES)
    return trouble(name, `${folder}: ${room}`, 'Make room, or choose another: --data-dir DIR');
  if (place !== folder) return ok(name, `${folder} (made when it is needed), ${room}`);
  if (process.platform !== 'win32' && (statSync(folder).mode & 0o077) !== 0) {
    return warning(name, `${folder} may be read by others, ${room}`, `chmod 700 ${folder}`);
  }
  return ok(name, `${folder}, ${room}`);
}
