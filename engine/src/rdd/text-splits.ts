import type { InputFile } from './input-files.ts';

/** The lines of a file that begin in a range of its bytes. */
export interface TextSplit {
  readonly path: string;
  readonly start: number;
  /** Excluded; a line that begins before it is read to its end. */
  readonly end: number;
}

/** So that reading a partition does not hold the event loop for long. */
const MAX_SPLIT_BYTES = 32 * 1024 * 1024;

/** A last piece may be that much longer before it becomes two. */
const SLACK = 1.1;

/** Cuts files into pieces of about total / minSplits bytes, 32 MiB at most. Compressed and empty files stay whole. */
export function textSplits(files: readonly InputFile[], minSplits: number): TextSplit[] {
  const total = files.reduce((sum, { numBytes }) => sum + numBytes, 0);
  const length = Math.max(1, Math.min(MAX_SPLIT_BYTES, Math.ceil(total / minSplits)));
  return files.flatMap(({ path, numBytes }) => {
    if (isCompressed(path)) return [{ path, start: 0, end: numBytes }];
    const splits: TextSplit[] = [];
    let start = 0;
    for (; numBytes - start > length * SLACK; start += length) {
      splits.push({ path, start, end: start + length });
    }
    splits.push({ path, start, end: numBytes });
    return splits;
  });
}

export function isCompressed(path: string): boolean {
  return path.endsWith('.gz');
}
