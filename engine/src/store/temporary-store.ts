import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type StoreOptions } from './open-store.ts';
import type { Store } from './store.ts';

/**
 * A store in a fresh folder (mode 0700) of the system's temporary folder. `close()` deletes it; so does the end of
 * the process, except a kill.
 *
 * @throws {StreamingError} as `openStore`
 */
export function openTemporaryStore(options: Omit<StoreOptions, 'file' | 'readOnly'>): Store {
  const folder = mkdtempSync(join(tmpdir(), 'hashtide-'));
  const remove = (): void => {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 2 });
    } catch {
      // Best effort: a folder left behind in the temporary folder is no reason to fail.
    }
  };
  process.once('exit', remove);
  try {
    const store = openStore({ ...options, file: join(folder, 'hashtide.db') });
    store.onClosed(() => {
      process.off('exit', remove);
      remove();
    });
    return store;
  } catch (error) {
    process.off('exit', remove);
    remove();
    throw error;
  }
}
