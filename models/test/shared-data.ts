import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const folder = new URL('../../../shared/data/', import.meta.url);

/**
 * Whether a file of tweets that may not be part of this repository is there, as `../shared/data/<name>` beside
 * it. Says so on the console when not, as the reason why the tests that read it are skipped.
 */
export function hasSharedData(name: string): boolean {
  const found = existsSync(new URL(name, folder));
  if (!found) console.info(`skipped: ../shared/data/${name} is not there`);
  return found;
}

/** The lines of such a file; `.gz` is unpacked. */
export function sharedLines(name: string): string[] {
  const bytes = readFileSync(new URL(name, folder));
  const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text.split('\n').filter((line) => line !== '');
}
