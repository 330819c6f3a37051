import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Check, ok, trouble, warning } from './check.ts';

/** What readers keep for engines in `folder`s: how much it is, and whether some of it was found damaged. */
export function checkSpools(folders: readonly string[]): Check {
  const name = 'spool';
  let numBytes = 0;
  const damaged: string[] = [];
  for (const folder of folders.filter((one) => existsSync(one))) {
    try {
      for (const file of readdirSync(folder)) {
        numBytes += statSync(join(folder, file)).size;
        if (file.endsWith('.corrupt')) damaged.push(join(folder, file));
      }
    } catch (error) {
      return trouble(name, `${folder} cannot be read: ${(error as Error).message}`, `chmod 700 ${folder}`);
    }
  }
  const size = numBytes === 0 ? 'empty' : `${(numBytes / 1e6).toFixed(1)} MB kept for engines`;
  if (damaged.length === 0) return ok(name, size);
  const what = damaged.length === 1 ? 'a file was damaged' : `${damaged.length} files were damaged`;
  return warning(name, `${size}; ${what} and set aside`, `Check the disk, then: rm ${damaged.join(' ')}`);
}
