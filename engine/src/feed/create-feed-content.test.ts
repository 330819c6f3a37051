import type { ScoredWord } from '@hashtide/models';
import { beforeEach, describe, expect, test } from 'vitest';
import type { StorageTrouble } from '../checkpoint/storage-health.ts';
import { zeroCounts } from '../pipeline/counts.ts';
import { HashtagWindows } from '../pipeline/hashtag-windows.ts';
import { RecentPosts } from '../pipeline/recent-posts.ts';
import { keepable } from '../pipeline/testing/keepable.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { createFeedContent } from './create-feed-content.ts';
import type { FeedContent } from './feed-content.ts';
import type { SourceStatus } from './messages.ts';
import { parseFeedMessage } from './parse-feed-message.ts';
import { defaultView } from './view.ts';
import type { BatchInShort } from './wire-counts.ts';

const source: SourceStatus = {
  state: 'connected',
  source: 'x',
  clock: 'live',
  about: '3 rules',
  detail: '',
  retry_at: null,
};

let clock: ManualClock;
let windows: HashtagWindows;
let recentPosts: RecentPosts;
let status: SourceStatus;
let last: BatchInShort | undefined;
let trouble: StorageTrouble | undefined;
let content: FeedContent;

beforeEach(() => {
  clock = new ManualClock(0);
  windows = new HashtagWindows({ batchDuration: 10_000 });
  recentPosts = new RecentPosts();
  status = source;
  last = undefined;
  trouble = undefined;
  content = createFeedContent({
    windows,
    recentPosts,
    clock,
    source: () => status,
    lastBatch: () => last,
    numBatches: () => 41,
    batchDurationMs: 10_000,
    model: 'afinn',
    database: 'hashtide.db',
    version: '0.1.0',
    storage: () => trouble,
  });
});

const word: ScoredWord = { word: 'love', weight: 3 };

/** One batch with one positive post for each text's tags; the first of several is a retweet. */
function commit(batchTime: number, ...posts: string[][]): void {
  const counts = { ...zeroCounts(), posts: 1, positive: 1 };
  const totals = { ...counts, posts: posts.length, positive: posts.length };
  const batch = { batchTime, totals: { ...totals, unscored: 1, late: 2, duplicate: 3, rejected: 4 } };
  const tags = [...new Set(posts.flat())];
  windows.add(
    {
      ...batch,
      hashtags: tags.map((hashtag) => {
        const its = posts.filter((post) => post.includes(hashtag)).length;
        return { hashtag, counts: { ...zeroCounts(), posts: its, positive: its } };
      }),
    },
    tags.map((hashtag) => ({ hashtag, spelling: hashtag.toUpperCase(), lang: 'en', firstSeen: batchTime })),
  );
  const keep = recentPosts.stager(batchTime);
  for (const [index, post] of posts.entries()) {
    const record = {
      kind: 'scored' as const,
      tweet: {
        kind: 'tweet' as const,
        id: `${batchTime}${index}`,
        at: batchTime,
        text: `love ${post.map((tag) => `#${tag}`).join(' ')}`,
        lang: 'en',
        isRepost: false,
        author: { id: '1', name: 'Jane', username: 'jane' },
        createdAt: batchTime - 5,
        url: '',
      },
      tags: post.map((tag) => ({ key: tag, spelling: tag.toUpperCase() })),
      label: 'positive' as const,
      score: 3,
      words: [word],
      unscored: false,
    };
    keep(keepable(record));
  }
  recentPosts.publish(batchTime);
  last = { ...batch, schedulingDelayMs: 2.6, processingMs: 17.2 };
}

test('before the first batch: an empty window', () => {
  expect(content.frame(defaultView)).toMatchObject({
    batch: null,
    rows: [],
    rows_total: 0,
    net_history: [],
    source,
  });
  expect(content.hello()).toMatchObject({
    v: 1,
    type: 'hello',
    windows_s: [60, 300, 900, 3600],
    model: 'afinn',
  });
  expect(content.tag('spark', 300)).toMatchObject({ row: null, rank: null, posts: [], sampled_posts: 0 });
});

test('a frame: the batch, the window, its rows', () => {
  commit(10_000, ['ai']);
  commit(20_000, ['spark', 'ai'], ['spark']);
  const frame = content.frame({ ...defaultView, window_s: 60, limit: 1 });

  expect(frame.batch).toMatchObject({ number: 41, batch_time: 20_000, posts: 2, rejected: 4, unscored: 1 });
  expect(frame.batch).toMatchObject({ scheduling_delay_ms: 3, processing_ms: 17, total_delay_ms: 20 });
  expect(frame.window).toMatchObject({
    end: 20_000,
    totals: { posts: 3, tags: 2, late: 4, repost_positive: 0 },
  });
  expect(frame.rows).toEqual([expect.objectContaining({ tag: 'ai', spelling: 'AI', lang: 'en', posts: 2 })]);
  expect(frame.rows[0]?.trend.slice(-2)).toEqual([1, 1]);
  expect(frame.rows_total).toBe(2);
  expect(frame.net_history).toEqual([100, 100]);
  expect(content.frame({ ...defaultView, filter: '#SP' }).rows.map(({ tag }) => tag)).toEqual(['spark']);
  const message = JSON.stringify({ v: 1, type: 'batch', sequence: 2, ...frame });
  expect(parseFeedMessage(message)).toMatchObject({ type: 'batch', rows_total: 2 });
});

test('a tag, however it is written: its row, series, words, company and posts in the window', () => {
  commit(10_000, ['spark', 'old']);
  commit(90_000, ['spark', 'ai'], ['ai']);
  const message = content.tag(' ＃SPARK ', 60);

  expect(message).toMatchObject({ tag: 'spark', window_s: 60, rank: 2, row: { posts: 1 }, sampled_posts: 1 });
  expect(message.series).toEqual([{ batch_time: 90_000, posts: 1, positive: 1, negative: 0 }]);
  expect(message.words).toEqual([{ word: 'love', weight: 3, posts: 1 }]);
  expect(message.seen_with).toEqual([{ tag: 'ai', spelling: 'AI', posts: 1 }]);
  expect(message.posts).toEqual([
    {
      id: '900000',
      text: 'love #spark #ai',
      name: 'Jane',
      username: 'jane',
      created_at: 89_995,
      url: '',
      label: 'positive',
      score: 3,
      words: [word],
      is_repost: false,
    },
  ]);
  expect(content.tag('spark', 300).sampled_posts).toBe(2);
  expect(content.tag('__proto__', 300).row).toBeNull();
});

describe('ready', () => {
  const full: StorageTrouble = { fault: 'disk-full', part: 'database', detail: 'no space left', since: 1 };
  test.each<[string, Partial<SourceStatus>, number, StorageTrouble | undefined, string[]]>([
    ['a fresh batch', {}, 40_000, undefined, []],
    ['an old batch', {}, 40_001, undefined, ['no batch for 30 s']],
    ['an old batch of a recording', { clock: 'recorded' }, 9e9, undefined, []],
    [
      'no reader',
      { state: 'failed', detail: 'X says 429' },
      20_000,
      undefined,
      ['reader failed: X says 429'],
    ],
    ['no reader yet', { state: 'connecting' }, 20_000, undefined, ['reader connecting']],
    ['a full disk', {}, 20_000, full, ['disk-full (database): no space left']],
  ])('%s', (_name, change, now, storage, reasons) => {
    commit(10_000, ['a']);
    status = { ...source, ...change };
    trouble = storage;
    clock.setTime(now);
    expect(content.readiness()).toEqual(reasons);
  });

  test('D6 not with a batch that a clock has made which was set back since', () => {
    commit(10_000, ['a']);
    clock.setTime(10_000);
    expect(content.readiness()).toEqual([]);
    commit(50_000, ['a']);
    expect(content.readiness()).toEqual(['the last batch lies 40 s ahead of the clock']);
    status = { ...source, clock: 'recorded' };
    expect(content.readiness()).toEqual([]);
  });

  test('F6 trouble with storage is in the greeting, and gone with it', () => {
    expect(content.hello()).not.toHaveProperty('storage');
    trouble = full;
    const said = { state: 'disk-full', part: 'database', detail: 'no space left', since: 1 };
    expect(content.hello().storage).toEqual(said);
    expect(content.storage()).toEqual(said);
  });

  test('no batch yet', () => {
    expect(content.readiness()).toEqual(['no batch yet']);
  });
});
