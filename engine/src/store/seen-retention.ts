/** A tweet id counts once among the ids of the last 30 minutes … */
export const SEEN_DURATION_MS = 30 * 60_000;
/** … and among the last million, whichever is less. */
export const MAX_SEEN_IDS = 1_000_000;

/** A `seen` row's size. */
export interface SeenRow {
  readonly batchTime: number;
  readonly numIds: number;
}

/**
 * @param rows oldest first
 * @param batchTime the batch just written, epoch ms
 * @returns the first batchTime that must be kept: rows before it hold no id that could still decide anything
 */
export function firstSeenToKeep(rows: readonly SeenRow[], batchTime: number): number {
  let keep = Number.POSITIVE_INFINITY;
  let numIds = 0;
  for (let i = rows.length - 1; i >= 0; i -= 1) {
    const row = rows[i] as SeenRow;
    if (row.batchTime < batchTime - SEEN_DURATION_MS || numIds >= MAX_SEEN_IDS) break;
    numIds += row.numIds;
    keep = row.batchTime;
  }
  return Math.min(keep, batchTime);
}
