import type { BatchRecord } from '../pipeline/batch-record.ts';
import type { Counts } from '../pipeline/counts.ts';
import type { HashtagRow } from '../pipeline/windows/window-types.ts';
import type { BatchStatus, WindowRow, WireCounts } from './messages.ts';

/** A committed batch, in short. */
export type BatchInShort = Pick<BatchRecord, 'batchTime' | 'totals' | 'schedulingDelayMs' | 'processingMs'>;

/** Counts as they cross the wire. */
export function wireCounts(counts: Readonly<Counts>): WireCounts {
  return {
    posts: counts.posts,
    reposts: counts.reposts,
    positive: counts.positive,
    neutral: counts.neutral,
    negative: counts.negative,
    repost_positive: counts.repostPositive,
    repost_neutral: counts.repostNeutral,
    repost_negative: counts.repostNegative,
  };
}

export function wireRow({
  hashtag,
  spelling,
  lang,
  firstSeen,
  counts,
  trend,
  velocity,
}: HashtagRow): WindowRow {
  return { tag: hashtag, spelling, lang, first_seen: firstSeen, ...wireCounts(counts), trend, velocity };
}

/** @param number batches committed so far in this database */
export function wireBatch(batch: BatchInShort, number: number): BatchStatus {
  const { batchTime, totals, schedulingDelayMs, processingMs } = batch;
  const { unscored, duplicate, late, rejected } = totals;
  const scheduling_delay_ms = Math.round(schedulingDelayMs);
  const processing_ms = Math.round(processingMs);
  return {
    number,
    batch_time: batchTime,
    ...wireCounts(totals),
    unscored,
    duplicate,
    late,
    rejected,
    scheduling_delay_ms,
    processing_ms,
    total_delay_ms: scheduling_delay_ms + processing_ms,
  };
}
