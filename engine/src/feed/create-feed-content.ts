import type { StorageTrouble } from '../checkpoint/storage-health.ts';
import type { HashtagWindows } from '../pipeline/hashtag-windows.ts';
import { hashtagKey } from '../pipeline/hashtags.ts';
import type { RecentPost, RecentPosts } from '../pipeline/recent-posts.ts';
import type { Clock } from '../time/clock.ts';
import type { FeedContent, FrameFields } from './feed-content.ts';
import type { SourceStatus, StorageStatus, TagMessage, TagPost, View } from './messages.ts';
import { type BatchInShort, wireBatch, wireCounts, wireRow } from './wire-counts.ts';

/** What a feed is read from. The functions are asked anew each time. */
export interface FeedContentOptions {
  readonly windows: HashtagWindows;
  readonly recentPosts: RecentPosts;
  readonly clock: Clock;
  readonly source: () => SourceStatus;
  /** The newest committed batch; undefined before the first. */
  readonly lastBatch: () => BatchInShort | undefined;
  /** Batches committed so far in this database. */
  readonly numBatches: () => number;
  readonly batchDurationMs: number;
  /** The sentiment model's name. */
  readonly model: string;
  /** The database's path. */
  readonly database: string;
  readonly version: string;
  /** What keeps the engine from writing, such as a full disk; undefined: nothing. */
  readonly storage?: () => StorageTrouble | undefined;
}

/** A live source that gave no batch for so many batchDurations is not well. */
const MAX_BATCH_AGE = 3;

/** The feed's content, over the pipeline's windows and posts. */
export function createFeedContent(options: FeedContentOptions): FeedContent {
  const { windows, recentPosts, source } = options;
  const storage = (): StorageStatus | undefined => storageStatus(options.storage?.());
  const windowsS = windows.windowDurations.map((windowDuration) => windowDuration / 1000);
  return {
    source,
    storage,
    hello: () => ({
      v: 1,
      type: 'hello',
      version: options.version,
      batch_duration_ms: options.batchDurationMs,
      windows_s: windowsS,
      model: options.model,
      database: options.database,
      source: source(),
      ...withStorage(storage()),
    }),
    frame: (view) => frameOf(options, view),
    tag: (tag, windowS) => tagOf(windows, recentPosts, tag, windowS),
    readiness: () => readinessOf(options),
  };
}

function frameOf({ windows, lastBatch, numBatches, source }: FeedContentOptions, view: View): FrameFields {
  const windowDuration = view.window_s * 1000;
  const { start, end, numHashtags, unscored, duplicate, late, rejected, ...counts } =
    windows.totals(windowDuration);
  const totals = { ...wireCounts(counts), tags: numHashtags, unscored, duplicate, late, rejected };
  const { rows, total } = windows.rows(windowDuration, view);
  const batch = lastBatch();
  return {
    view,
    batch: batch === undefined ? null : wireBatch(batch, numBatches()),
    window: { start, end, totals },
    rows: rows.map(wireRow),
    rows_total: total,
    net_history: windows.netHistory(),
    source: source(),
  };
}

function tagOf(
  windows: HashtagWindows,
  recentPosts: RecentPosts,
  asked: string,
  windowS: number,
): TagMessage {
  const hashtag = hashtagKey(asked.trim().replace(/^[#＃]/, ''));
  const windowDuration = windowS * 1000;
  const row = windows.row(windowDuration, hashtag);
  const { posts, words, seenWith, numPosts } = recentPosts.byHashtag(
    hashtag,
    windows.totals(windowDuration).start,
  );
  return {
    v: 1,
    type: 'tag',
    tag: hashtag,
    window_s: windowS,
    row: row === undefined ? null : wireRow(row),
    rank: windows.rank(windowDuration, hashtag) ?? null,
    series: windows
      .series(windowDuration, hashtag)
      .map(({ batchTime, ...point }) => ({ batch_time: batchTime, ...point })),
    words,
    seen_with: seenWith.map(({ hashtag: tag, spelling, posts }) => ({ tag, spelling, posts })),
    posts: posts.map(wirePost),
    sampled_posts: numPosts,
  };
}

function storageStatus(trouble: StorageTrouble | undefined): StorageStatus | undefined {
  return (
    trouble && { state: trouble.fault, part: trouble.part, detail: trouble.detail, since: trouble.since }
  );
}

function withStorage(storage: StorageStatus | undefined): { storage?: StorageStatus } {
  return storage === undefined ? {} : { storage };
}

function wirePost({ createdAt, isRepost, ...post }: RecentPost): TagPost {
  return { ...post, created_at: createdAt, is_repost: isRepost };
}

function readinessOf({ source, lastBatch, clock, batchDurationMs, storage }: FeedContentOptions): string[] {
  const reasons: string[] = [];
  const { state, clock: sourceClock, detail } = source();
  if (state !== 'connected') reasons.push(detail === '' ? `reader ${state}` : `reader ${state}: ${detail}`);
  const batch = lastBatch();
  const age = batch === undefined ? 0 : clock.now() - batch.batchTime;
  if (batch === undefined) reasons.push('no batch yet');
  // A recording's batches carry the times of the recording.
  else if (sourceClock === 'live' && age > MAX_BATCH_AGE * batchDurationMs) {
    reasons.push(`no batch for ${Math.round(age / 1000)} s`);
  } else if (sourceClock === 'live' && -age > MAX_BATCH_AGE * batchDurationMs) {
    reasons.push(`the last batch lies ${Math.round(-age / 1000)} s ahead of the clock`);
  }
  const trouble = storage?.();
  if (trouble !== undefined) reasons.push(`${trouble.fault} (${trouble.part}): ${trouble.detail}`);
  return reasons;
}
