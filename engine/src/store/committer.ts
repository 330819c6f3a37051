import type { BatchTotals } from '../pipeline/batch-record.ts';
import type { BatchCounts } from '../pipeline/count-hashtags.ts';
import type { HashtagWindows } from '../pipeline/hashtag-windows.ts';
import type { SeenIds } from '../pipeline/seen-ids.ts';
import type { LineProtocolDStream } from '../sources/line-protocol/line-protocol-stream.ts';
import type { StreamingContext } from '../streaming-context.ts';
import { sourceIdOf } from './source-id.ts';
import type { Store } from './store.ts';

/** One committed batch, in short. */
export interface BatchSummary {
  /** The end of the batch, epoch ms. */
  readonly batchTime: number;
  readonly totals: Readonly<BatchTotals>;
  readonly schedulingDelayMs: number;
  /** Until the commit. */
  readonly processingMs: number;
}

export interface CommitterParts {
  readonly ssc: StreamingContext;
  readonly reader: LineProtocolDStream;
  readonly store: Store;
  readonly windows: HashtagWindows;
  readonly seenIds: SeenIds;
  readonly onBatch?: ((batch: BatchSummary) => void) | undefined;
}

/**
 * Makes the pipeline's one output: a batch's counts, ids and source positions in one transaction; then the windows in
 * memory, then the word to the reader that it need not keep the batch any more.
 *
 * @returns a function that says whether the batch got a row: an empty one of a recording gets none
 */
export function committer(parts: CommitterParts): (batchTime: number, counts: BatchCounts) => boolean {
  const { ssc, reader, store, windows, seenIds, onBatch } = parts;
  return (batchTime, { totals, hashtags }) => {
    const ranges = reader.offsetRanges(batchTime);
    if (ranges.length === 0 && reader.status?.clock === 'recorded') return false;
    const info = ssc.getBatchInfo(batchTime);
    const started = info?.processingStartTime ?? ssc.clock.now();
    const record = {
      batchTime,
      totals: { ...totals, late: reader.offsetRange(batchTime)?.numLate ?? 0 },
      hashtags,
      sources: ranges.map(({ source, epoch, clock, untilSequence }) => ({
        id: sourceIdOf(source, epoch, clock),
        epoch,
        nextSequence: untilSequence,
      })),
      seenIds: seenIds.idsOf(batchTime),
      schedulingDelayMs: started - (info?.submissionTime ?? started),
      processingMs: ssc.clock.now() - started,
    };
    const { committed, names } = store.commit(record);
    if (committed) windows.add(record, names);
    for (const range of ranges) reader.commit(range);
    if (committed) onBatch?.(record);
    return committed;
  };
}
