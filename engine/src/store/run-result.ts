import type { RunResult } from '../config.ts';
import type { HashtagWindows } from '../pipeline/hashtag-windows.ts';
import type { Store } from './store.ts';

/** What a database and its windows come to: the first `limit` hashtags of all, and of the window of `windowMs`. */
export function runResult(store: Store, windows: HashtagWindows, limit: number, windowMs: number): RunResult {
  const { batches, ...totals } = store.runTotals();
  return {
    totals,
    batches,
    top: store.topHashtags(limit),
    topOfWindow: windows
      .rows(windowMs, { limit })
      .rows.map(({ hashtag, spelling, counts }) => ({ hashtag, spelling, ...counts })),
  };
}
