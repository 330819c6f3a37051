import { describe, expect, test } from 'vitest';
import { evening, frame, hello, live, row, T0, tagMessage } from '../../test/frames.ts';
import { countsFor, netOf } from './counts.ts';
import { describeSource, type Situation } from './describe-source.ts';
import { orderTags, ranksOf, type Sort } from './sort.ts';
import { netOfPoints, peakOf, wholeSeries } from './tag-series.ts';
import { boardRow, langOf, moodBar, rowContext } from './view-model.ts';

const byPosts: Sort = { column: 'posts', reversed: false };

describe('counts', () => {
  const counts = row('a', 100, {
    reposts: 60,
    positive: 50,
    neutral: 30,
    negative: 20,
    repost_positive: 40,
    repost_neutral: 15,
    repost_negative: 5,
  });
  test.each([
    ['in', { posts: 100, positive: 50, neutral: 30, negative: 20 }, 30],
    ['out', { posts: 40, positive: 10, neutral: 15, negative: 15 }, -12],
    ['only', { posts: 60, positive: 40, neutral: 15, negative: 5 }, 58],
  ] as const)('retweets %s', (reposts, expected, net) => {
    const view = countsFor(counts, reposts);
    expect(view).toMatchObject(expected);
    expect(netOf(view)).toBe(net);
  });

  test('no posts have no mood', () =>
    expect(netOf({ posts: 0, positive: 0, neutral: 0, negative: 0 })).toBe(0));
});

describe('order', () => {
  const rows = [
    row('b', 10, { velocity: null, positive: 0, negative: 9, neutral: 1 }),
    row('a', 10, { velocity: 2, positive: 9, negative: 0, neutral: 1 }),
    row('c', 30, { velocity: 1, positive: 3, negative: 3, neutral: 24, reposts: 30 }),
  ];
  test.each([
    ['posts', false, 'in', 'c a b'],
    ['posts', true, 'in', 'a b c'],
    ['posts', false, 'out', 'a b'],
    ['velocity', false, 'in', 'a c b'],
    ['velocity', true, 'in', 'c a b'],
    ['net', false, 'in', 'a c b'],
    ['net', true, 'in', 'b c a'],
    ['tag', false, 'in', 'a b c'],
    ['tag', true, 'in', 'c b a'],
  ] as const)('by %s, reversed %s, retweets %s', (column, reversed, reposts, expected) => {
    expect(orderTags(rows, { column, reversed }, reposts).join(' ')).toBe(expected);
  });
});

describe('a row', () => {
  const before = frame([row('ai', 30), row('spark', 20), row('rust', 10)], 1);
  const after = frame([row('spark', 40), row('ai', 30), row('rust', 20), row('new', 5)], 2);
  const ranks = ranksOf(after, byPosts);
  const rowsWith = (previous: typeof before | null) => {
    const context = rowContext(
      after,
      ranks,
      previous && { frame: previous, ranks: ranksOf(previous, byPosts) },
    );
    return after.rows.map((each) => boardRow(each, context));
  };

  test('knows how it moved', () => {
    expect(rowsWith(before).map(({ rank, change }) => [rank, change])).toEqual([
      [1, { kind: 'up', places: 1 }],
      [2, { kind: 'down', places: 1 }],
      [3, { kind: 'same' }],
      [4, { kind: 'new' }],
    ]);
  });

  test('claims nothing without a frame before, or where that one was cut', () => {
    expect(rowsWith(null).map(({ change }) => change.kind)).toEqual(Array(4).fill('unknown'));
    expect(rowsWith({ ...before, rows_total: 900 })[3]?.change).toEqual({ kind: 'unknown' });
  });

  test('has its share of the window', () => {
    expect(rowsWith(before).map(({ share }) => Math.round(share))).toEqual([42, 32, 21, 5]);
  });

  test.each([
    ['en', 'en'],
    ['', 'und'],
    ['zh-TW', 'zh'],
    ['QME', 'qme'],
    ['\u001b[31m', 'und'],
    ['日本', 'und'],
  ])('language %j is %j', (lang, expected) => expect(langOf(lang)).toBe(expected));

  test.each([
    [{ posts: 10, positive: 5, neutral: 4, negative: 1 }, [5, 4, 1]],
    [{ posts: 3, positive: 1, neutral: 1, negative: 1 }, [3, 4, 3]],
    [{ posts: 2, positive: 1, neutral: 0, negative: 1 }, [5, 0, 5]],
    [{ posts: 0, positive: 0, neutral: 0, negative: 0 }, [0, 0, 0]],
  ])('its bar of %j', (counts, expected) => expect(Object.values(moodBar(counts, 10))).toEqual(expected));
});

describe('a tag', () => {
  test('its series has a point for every batch', () => {
    const series = wholeSeries(tagMessage(row('a', 52), []), T0, 10_000);
    expect(series).toHaveLength(30);
    expect(series.slice(-3).map(({ posts }) => posts)).toEqual([0, 12, 40]);
    expect(peakOf(series)).toMatchObject({ batchTime: T0, posts: 40 });
    expect(netOfPoints(series)).toBe(-62);
    expect(netOfPoints(series.slice(0, 3))).toBeNull();
  });
});

describe('what the source is doing', () => {
  const calm: Situation = {
    connection: { state: 'open' },
    connectionSince: T0,
    url: 'ws://127.0.0.1:8888/',
    hello: hello(),
    source: live,
    storage: null,
    lastBatchAt: T0,
    lastBatchTime: T0,
    paused: null,
    now: T0 + 5000,
  };
  const failed = { ...live, state: 'connecting', detail: 'X says 429', retry_at: T0 + 60_000 } as const;
  test.each<[string, Partial<Situation>, string, string]>([
    ['live', {}, 'LIVE', ''],
    ['a recording', { source: { ...live, clock: 'recorded' } }, 'REPLAY', ''],
    [
      'first try',
      { connection: { state: 'connecting', attempt: 0 }, lastBatchAt: null },
      'CONNECTING',
      'Connecting to ws://127.0.0.1:8888 for 5 s  (is the engine running? hashtide run)',
    ],
    [
      'no engine',
      {
        connection: { state: 'retrying', at: T0 + 9000, attempt: 1, reason: 'nothing listens there' },
        lastBatchAt: null,
      },
      'CONNECTING',
      'No engine at ws://127.0.0.1:8888: nothing listens there. Next try in 4 s.  Start one: hashtide run',
    ],
    [
      'lost',
      { connection: { state: 'retrying', at: T0 + 9000, attempt: 1, reason: 'it closed' } },
      'RECONNECTING 4s',
      'Lost the engine: it closed. Next try in 4 s. Numbers stand still.',
    ],
    [
      'refused',
      { connection: { state: 'closed', code: 'TOKEN_REFUSED', reason: 'the engine wants a token' } },
      'CLOSED',
      'the engine wants a token.',
    ],
    [
      'waiting',
      { lastBatchAt: null, lastBatchTime: null },
      'WAITING',
      'Connected. First batch closes in 5 s. 0 posts so far.',
    ],
    ['stale', { now: T0 + 34_000 }, 'STALE 34s', 'No batch since 12:04:10Z, 00:34 ago.'],
    ['not yet stale', { now: T0 + 30_000 }, 'LIVE', ''],
    [
      'no reader',
      { source: failed },
      'NO READER',
      'The engine has no reader: X says 429. Next try 12:05:10Z.',
    ],
    [
      'a limit',
      { source: { ...failed, state: 'connected' } },
      'LIVE',
      'Reader says: X says 429. Next try 12:05:10Z.',
    ],
    [
      'a full disk, which is worse than anything the reader says',
      {
        source: failed,
        storage: {
          state: 'disk-full',
          part: 'database',
          detail: 'database or disk is full',
          since: T0 - 7000,
        },
      },
      'DISK FULL',
      'DISK FULL for 00:12: the engine waits, nothing is lost. Make room on its disk; it goes on by itself.',
    ],
    [
      'a disk that fails',
      { storage: { state: 'io-error', part: 'log', detail: 'disk\u0007 I/O error', since: T0 } },
      'DISK ERROR',
      'DISK ERROR for 00:05: the engine waits, nothing is lost. It tries again: disk I/O error',
    ],
    ['ended', { source: { ...live, state: 'ended' } }, 'ENDED', 'The recording is over.  q quits.'],
    [
      'failed',
      { source: { ...live, state: 'failed', detail: 'X refused\u0007 the\n key' } },
      'FAILED',
      'Engine says: X refused the key.',
    ],
    [
      'paused',
      { paused: { since: T0 - 37_000, missed: 4 } },
      'PAUSED',
      'PAUSED 00:42, 4 batches behind. p resumes. Data is still being counted.',
    ],
  ])('%s', (_name, change, word, sentence) => {
    expect(describeSource({ ...calm, ...change })).toMatchObject({ word, sentence });
  });
});

test('an evening of many scripts is whole', () => {
  expect(orderTags(evening, byPosts, 'in')).toHaveLength(evening.length);
});
