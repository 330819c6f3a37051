import type { SourceRecord } from '../../tweet-source.ts';

/** Records `from … to` of all, counted from 1 and both included; stops reading behind the last, or when the signal aborts. */
export async function* sliceRecords(
  batches: AsyncIterable<readonly SourceRecord[]>,
  from: number,
  to: number,
  signal: AbortSignal,
): AsyncGenerator<readonly SourceRecord[]> {
  let before = 0;
  if (to < from) return;
  for await (const batch of batches) {
    if (signal.aborted) return;
    const start = Math.max(0, from - 1 - before);
    const records = start === 0 && before + batch.length <= to ? batch : batch.slice(start, to - before);
    before += batch.length;
    if (records.length > 0) yield records;
    if (before >= to) return;
  }
}
