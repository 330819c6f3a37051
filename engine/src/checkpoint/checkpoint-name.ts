import type { CheckpointEntry } from './checkpoint-store.ts';

const CHECKPOINT_NAME = /^checkpoint-(\d{1,15})(\.bk)?$/;

/** The entries among `names`, newest first, and one that was written over after the one that did. */
export function newestFirst(names: Iterable<string>): CheckpointEntry[] {
  const entries: CheckpointEntry[] = [];
  for (const name of names) {
    const time = CHECKPOINT_NAME.exec(name)?.[1];
    if (time !== undefined) entries.push({ batchTime: Number(time), name });
  }
  return entries.sort((a, b) => b.batchTime - a.batchTime || a.name.length - b.name.length);
}
