import { openTemporaryStore } from '@hashtide/engine/store';
import { type Check, ok, trouble } from './check.ts';

/** Opens a database as the engine does and closes it again. */
export async function checkStore(): Promise<Check> {
  try {
    const store = openTemporaryStore({ batchDurationMs: 10_000, model: 'auto' });
    store.close();
    return ok('SQLite', 'a database opens, in WAL mode, with full sync');
  } catch (error) {
    return trouble('SQLite', error instanceof Error ? error.message : String(error), 'npm ci');
  }
}
