import type { HashtagWindows } from '../pipeline/hashtag-windows.ts';
import type { SeenIds } from '../pipeline/seen-ids.ts';
import type { StoredBatch } from './batch-reader.ts';
import { SEEN_DURATION_MS } from './seen-retention.ts';
import type { Store } from './store.ts';

/**
 * Fills what is kept in memory from the store's last rows, as if the engine had never stopped.
 *
 * @returns the newest batch; undefined: there is none
 */
export function restoreMemory(
  store: Store,
  windows: HashtagWindows,
  seenIds: SeenIds,
): StoredBatch | undefined {
  const last = store.lastBatchTime();
  if (last === undefined) return undefined;
  let newest: StoredBatch | undefined;
  for (const batch of store.recentBatches(last - windows.rememberDuration)) {
    windows.add(batch, batch.names);
    newest = batch;
  }
  for (const { batchTime, ids } of store.seenIds(last - SEEN_DURATION_MS)) seenIds.restore(batchTime, ids);
  return newest;
}
