import type {
  FrameMessage,
  HelloMessage,
  SourceStatus,
  TagMessage,
  TagPost,
  View,
  WindowRow,
} from '@hashtide/engine/feed';

/** 2026-11-22T12:04:10Z, the end of the first batch. */
export const T0 = Date.UTC(2026, 10, 22, 12, 4, 10);
export const BATCH_MS = 10_000;

export const live: SourceStatus = {
  state: 'connected',
  source: 'x',
  clock: 'live',
  about: '3 rules',
  detail: '',
  retry_at: null,
};

export const replay: SourceStatus = { ...live, source: 'replay', clock: 'recorded', about: '10x' };

export const defaultView: View = { window_s: 300, reposts: 'in', filter: '', limit: 500 };

export function hello(source: SourceStatus = live): HelloMessage {
  return {
    v: 1,
    type: 'hello',
    version: '0.1.0',
    batch_duration_ms: BATCH_MS,
    windows_s: [60, 300, 900, 3600],
    model: 'afinn',
    database: 'hashtide.db',
    source,
  };
}

/** A row with `posts` posts, half of them retweets unless told otherwise. */
export function row(tag: string, posts: number, change: Partial<WindowRow> = {}): WindowRow {
  const reposts = Math.floor(posts / 2);
  const positive = Math.round(posts * 0.5);
  const negative = Math.round(posts * 0.1);
  return {
    tag,
    spelling: tag,
    lang: 'en',
    first_seen: T0 - 170_000,
    posts,
    reposts,
    positive,
    neutral: posts - positive - negative,
    negative,
    repost_positive: Math.floor(positive / 2),
    repost_neutral: reposts - Math.floor(positive / 2) - Math.floor(negative / 2),
    repost_negative: Math.floor(negative / 2),
    trend: [1, 2, 3, 5, 6, 7, 8, 7],
    velocity: 1.2,
    ...change,
  };
}

/** A frame of `rows`; `number` is its batch, one batchDuration after the one before. */
export function frame(
  rows: readonly WindowRow[],
  number = 1,
  change: Partial<FrameMessage> = {},
): FrameMessage {
  const end = T0 + (number - 1) * BATCH_MS;
  const sum = (key: keyof WindowRow): number => rows.reduce((total, each) => total + Number(each[key]), 0);
  const counts = {
    posts: sum('posts'),
    reposts: sum('reposts'),
    positive: sum('positive'),
    neutral: sum('neutral'),
    negative: sum('negative'),
    repost_positive: sum('repost_positive'),
    repost_neutral: sum('repost_neutral'),
    repost_negative: sum('repost_negative'),
  };
  return {
    v: 1,
    type: 'batch',
    sequence: number,
    view: defaultView,
    batch: {
      ...counts,
      number: 411 + number,
      batch_time: end,
      unscored: 0,
      duplicate: 3,
      late: 0,
      rejected: 0,
      scheduling_delay_ms: 3,
      processing_ms: 118,
      total_delay_ms: 121,
    },
    window: {
      start: end - 300_000,
      end,
      totals: { ...counts, tags: rows.length, unscored: 0, duplicate: 12, late: 0, rejected: 0 },
    },
    rows,
    rows_total: rows.length,
    net_history: [5, 8, 10, 12, 11, 14, 13, 14],
    source: live,
    ...change,
  };
}

export function post(id: string, text: string, change: Partial<TagPost> = {}): TagPost {
  return {
    id,
    text,
    name: 'Jane Doe',
    username: 'jane',
    created_at: T0 - 29_000,
    url: `https://x.com/jane/status/${id}`,
    label: 'negative',
    score: -3,
    words: [{ word: 'down', weight: -2 }],
    is_repost: false,
    ...change,
  };
}

export function tagMessage(
  of: WindowRow,
  posts: readonly TagPost[],
  change: Partial<TagMessage> = {},
): TagMessage {
  return {
    v: 1,
    type: 'tag',
    tag: of.tag,
    window_s: 300,
    row: of,
    rank: 1,
    series: [
      { batch_time: T0 - BATCH_MS, posts: 12, positive: 2, negative: 8 },
      { batch_time: T0, posts: 40, positive: 4, negative: 30 },
    ],
    words: [
      { word: 'down', weight: -2, posts: 21 },
      { word: 'love', weight: 3, posts: 2 },
    ],
    seen_with: [{ tag: 'devops', spelling: 'DevOps', posts: 14 }],
    posts,
    sampled_posts: posts.length,
    ...change,
  };
}

/** Rows of several scripts, as on a busy evening. */
export const evening: readonly WindowRow[] = [
  row('spark', 1204, { spelling: 'Spark', velocity: 3.2 }),
  row('ai', 1190, { spelling: 'AI', velocity: 1 }),
  row('日本', 902, { lang: 'ja' }),
  row('aws_outage', 871, {
    velocity: 9.8,
    positive: 70,
    negative: 575,
    neutral: 226,
    trend: [1, 1, 1, 1, 2, 5, 8, 8],
  }),
  row('nodejs26', 644),
  row('eurovision', 631, { spelling: 'Eurovision', lang: 'es', velocity: 2.6 }),
  row('العربية', 598, { lang: 'ar', velocity: 0.8 }),
  row('한국', 522, { lang: 'ko' }),
  row('monday', 470, { spelling: 'Monday', velocity: 0.5 }),
  row('หมอชลน่าน', 455, { lang: 'th' }),
  row('typescript', 401, { spelling: 'TypeScript' }),
  row('café', 377, { lang: 'fr' }),
  row('layoffs', 350, { velocity: 3.9, positive: 28, negative: 192, neutral: 130 }),
  row('हिन्दी', 333, { lang: 'hi' }),
  row('שלום', 310, { lang: 'he' }),
  row('rust', 300),
  row('sqlite', 287),
  row('kubernetes', 266),
  row('a_very_long_hashtag_that_nobody_can_read_aloud', 120, { lang: '' }),
  row('f1', 12, { velocity: null }),
];
