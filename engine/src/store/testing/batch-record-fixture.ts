import type { BatchRecord, BatchTotals, HashtagBatch, SourcePosition } from '../../pipeline/batch-record.ts';
import { type Counts, zeroCounts } from '../../pipeline/counts.ts';

/** For tests: a hashtag of a batch, from posts by spelling and by language. */
export function hashtagBatch(
  hashtag: string,
  spellings: Readonly<Record<string, number>> = { [hashtag]: 1 },
  langs?: Readonly<Record<string, number>>,
): HashtagBatch {
  const spellingMap = new Map(Object.entries(spellings));
  const posts = [...spellingMap.values()].reduce((sum, n) => sum + n, 0);
  return {
    hashtag,
    counts: { ...zeroCounts(), posts, positive: posts },
    spellings: spellingMap,
    langs: new Map(Object.entries(langs ?? { en: posts })),
  };
}

/** For tests: a batch that holds `hashtags`; its totals are their sums. */
export function batchRecord(
  batchTime: number,
  hashtags: readonly HashtagBatch[] = [],
  more: Partial<Omit<BatchRecord, 'batchTime' | 'hashtags' | 'totals'>> & {
    totals?: Partial<BatchTotals>;
  } = {},
): BatchRecord {
  const posts = hashtags.reduce((sum, { counts }) => sum + counts.posts, 0);
  const counts: Counts = { ...zeroCounts(), posts, positive: posts };
  return {
    batchTime,
    hashtags,
    sources: [],
    seenIds: new BigUint64Array(),
    schedulingDelayMs: 0,
    processingMs: 1,
    ...more,
    totals: { ...counts, unscored: 0, late: 0, duplicate: 0, rejected: 0, ...more.totals },
  };
}

/** For tests: where the source `x` stands. */
export function position(nextSequence: number, id = 'x', epoch = 'e1'): SourcePosition {
  return { id, epoch, nextSequence };
}
