import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A file of `../shared` beside the repository; undefined, said once on stderr, where it is not there. */
export function sharedFile(path: string): string | undefined {
  const file = fileURLToPath(new URL(`../../../../../shared/${path}`, import.meta.url));
  if (existsSync(file)) return file;
  console.warn(`skipped: ${path} is not beside this checkout (../shared)`);
  return undefined;
}
