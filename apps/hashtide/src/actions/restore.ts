import { resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { restoreDatabase } from '@hashtide/engine/store';
import type { RestoreOptions } from '../commands/restore.ts';
import { knownDatabasePath } from './paths.ts';

/** `hashtide restore`. */
export function restore(options: RestoreOptions, output: Writable): number {
  const database = knownDatabasePath(options.db, options.dataDir);
  const { from, kept, batches, lastBatchTime } = restoreDatabase(
    database,
    options.from === undefined ? undefined : resolve(options.from),
  );
  if (options.json) {
    const told = { v: 1, type: 'restore', database, from, kept: kept ?? null, batches };
    output.write(`${JSON.stringify({ ...told, last_batch_time: lastBatchTime ?? null })}\n`);
    return 0;
  }
  const last =
    lastBatchTime === undefined ? '' : `, the last ${new Date(lastBatchTime).toISOString().slice(0, 19)}Z`;
  output.write(`${database} is now ${from}: ${batches.toLocaleString('en')} batches${last}\n`);
  if (kept !== undefined) output.write(`what was there is kept as ${kept}\n`);
  return 0;
}
