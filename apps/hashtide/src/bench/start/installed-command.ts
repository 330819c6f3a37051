import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../../bin/hashtide.js', import.meta.url));

/** What a user types: npm's link in the nearest `node_modules/.bin`, on Windows and without one Node itself. */
export function installedCommand(): readonly [string, ...string[]] {
  for (let folder = dirname(BIN); folder !== dirname(folder); folder = dirname(folder)) {
    const link = join(folder, 'node_modules', '.bin', 'hashtide');
    if (process.platform !== 'win32' && existsSync(link)) return [link];
  }
  return [process.execPath, BIN];
}
