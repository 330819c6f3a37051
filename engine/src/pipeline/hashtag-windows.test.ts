import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addCounts, type Counts, zeroCounts } from './counts.ts';
import { HashtagWindows } from './hashtag-windows.ts';
import { netOf } from './windows/net.ts';
import type { CommittedBatch, HashtagRow } from './windows/window-types.ts';

/** Counts with this many positive and negative originals and neutral retweets. */
function counts(positive: number, negative = 0, repostNeutral = 0): Counts {
  const posts = positive + negative + repostNeutral;
  return {
    ...zeroCounts(),
    posts,
    positive,
    negative,
    neutral: repostNeutral,
    reposts: repostNeutral,
    repostNeutral,
  };
}

function batchOf(batchTime: number, hashtags: Record<string, Counts> | [string, Counts][]): CommittedBatch {
  const entries = Array.isArray(hashtags) ? hashtags : Object.entries(hashtags);
  const totals = { ...zeroCounts(), unscored: 1, late: 2, duplicate: 3, rejected: 4 };
  for (const [, tagCounts] of entries) addCounts(totals, tagCounts);
  return {
    batchTime,
    totals,
    hashtags: entries.map(([hashtag, tagCounts]) => ({ hashtag, counts: tagCounts })),
  };
}

function summary(rows: readonly HashtagRow[]): string {
  return rows.map((row) => `${row.hashtag}:${row.counts.posts}`).join(' ');
}

test('a window holds the batches in (t − window, t], however long the gaps', () => {
  const windows = new HashtagWindows({ batchDuration: 10, windowDurations: [20, 50] });
  const seen: string[] = [];
  for (const [time, tag] of [
    [10, 'a'],
    [20, 'b'],
    [30, 'a'],
    [70, 'c'],
    [1000, 'd'],
  ] as const) {
    windows.add(batchOf(time, { [tag]: counts(1) }));
    seen.push(`${summary(windows.rows(20).rows)} | ${summary(windows.rows(50).rows)}`);
  }
  expect(seen).toEqual(['a:1 | a:1', 'a:1 b:1 | a:1 b:1', 'a:1 b:1 | a:2 b:1', 'c:1 | a:1 c:1', 'd:1 | d:1']);
  // Velocity's half hour still holds them all, the map no more than that.
  expect(windows.numHashtags).toBe(4);
  windows.add(batchOf(2_000_000, {}));
  expect(windows.numHashtags).toBe(0);
  expect(windows.totals(50)).toMatchObject({
    start: 1_999_950,
    end: 2_000_000,
    posts: 0,
    numHashtags: 0,
    rejected: 4,
  });
});

describe('rows', () => {
  const windows = new HashtagWindows({ batchDuration: 10, windowDurations: [20] });
  const names = [{ hashtag: 'spark', spelling: 'Spark', lang: 'en', firstSeen: 5 }];
  const tags = {
    spark: counts(5, 1, 0),
    flink: counts(1, 0, 5),
    storm: counts(6),
    only: counts(0, 0, 2),
    café: counts(1),
  };
  windows.add(batchOf(10, tags), names);

  test.each([
    [{}, 'flink:6 spark:6 storm:6 only:2 café:1', 5],
    [{ limit: 2 }, 'flink:6 spark:6', 5],
    [{ limit: 0 }, '', 5],
    [{ reposts: 'out' }, 'spark:6 storm:6 café:1 flink:6', 4],
    [{ reposts: 'only' }, 'flink:6 only:2', 2],
    [{ filter: '#SP' }, 'spark:6', 1],
    [{ filter: 'CAFE\u0301' }, 'café:1', 1],
    [{ filter: 'o', reposts: 'only' }, 'only:2', 1],
    [{ filter: 'nothing' }, '', 0],
  ] as const)('%j', (query, expected, total) => {
    const { rows, total: actualTotal } = windows.rows(20, query);
    expect([summary(rows), actualTotal]).toEqual([expected, total]);
    const ranks = rows.map((row) => windows.rank(20, row.hashtag, query));
    expect(ranks).toEqual(rows.map((_row, index) => index + 1));
  });

  test('a row says how the tag is shown', () => {
    expect(windows.row(20, 'spark')).toMatchObject({ spelling: 'Spark', lang: 'en', firstSeen: 5 });
    expect(windows.row(20, 'storm')).toMatchObject({ spelling: 'storm', lang: 'und', firstSeen: 10 });
    expect(windows.row(20, 'gone')).toBeUndefined();
    expect(windows.rank(20, 'gone')).toBeUndefined();
    expect(windows.rank(20, 'storm', { reposts: 'only' })).toBeUndefined();
  });
});

test('trend, series and net go by time: a batch without a row counts as 0', () => {
  const windows = new HashtagWindows({ batchDuration: 10, windowDurations: [60] });
  windows.add(batchOf(10, { a: counts(9) }));
  windows.add(batchOf(60, { a: counts(2, 1), b: counts(0, 3) }));
  windows.add(batchOf(80, { b: counts(0, 1) }));
  expect(windows.row(60, 'a')?.trend).toEqual([9, 0, 0, 0, 0, 3, 0, 0]);
  expect(windows.series(60, 'a')).toEqual([{ batchTime: 60, posts: 3, positive: 2, negative: 1 }]);
  expect(windows.series(60, 'nowhere')).toEqual([]);
  expect(windows.netHistory()).toEqual([100, 0, 0, 0, 0, -33, 0, -100]);
});

test.each([
  [19, 1, null],
  [20, 1, 1],
  [10, 2, 1],
  [10, 4, 1],
])('%i posts a batch in %i batches: velocity %s', (numPosts, numBatches, expected) => {
  const windows = new HashtagWindows({ batchDuration: 10_000 });
  for (let batch = 1; batch <= numBatches; batch += 1)
    windows.add(batchOf(batch * 10_000, { a: counts(numPosts) }));
  expect(windows.row(60_000, 'a')?.velocity).toBe(expected);
});

test('velocity compares the last batch with the mean of half an hour', () => {
  const windows = new HashtagWindows({ batchDuration: 600_000, windowDurations: [3_600_000] });
  for (const [batch, posts] of [1000, 10, 10, 40].entries())
    windows.add(batchOf((batch + 1) * 600_000, { a: counts(posts) }));
  expect(windows.row(3_600_000, 'a')?.velocity).toBe(40 / 20);
});

test('beyond the bound the heaviest new tags get the rows, the rest is (other), and sums are exact', () => {
  const windows = new HashtagWindows({ batchDuration: 10, windowDurations: [20], maxHashtags: 2 });
  windows.add(batchOf(10, { a: counts(1), b: counts(1), c: counts(3), d: counts(2, 1) }));
  expect(summary(windows.rows(20).rows)).toBe('c:3 d:3 (other):2');
  windows.add(batchOf(20, { a: counts(2), c: counts(1) }));
  expect(summary(windows.rows(20).rows)).toBe('(other):4 c:4 d:3');
  expect(windows.totals(20)).toMatchObject({ posts: 11, numHashtags: 2 });
  windows.add(batchOf(30, {}));
  expect(summary(windows.rows(20).rows)).toBe('(other):2 c:1');
  expect(windows.row(20, '(other)')?.counts).toEqual(counts(2));
});

test('names of Object.prototype are tags like any other', () => {
  const windows = new HashtagWindows({ batchDuration: 10, windowDurations: [20] });
  const tags: [string, Counts][] = [
    ['__proto__', counts(3)],
    ['constructor', counts(2)],
    ['toString', counts(1)],
  ];
  windows.add(batchOf(10, tags));
  expect(summary(windows.rows(20).rows)).toBe('__proto__:3 constructor:2 toString:1');
});

test.each([
  ['BATCH_OUT_OF_ORDER', (windows: HashtagWindows) => windows.add(batchOf(10, {}))],
  ['NO_SUCH_WINDOW', (windows: HashtagWindows) => windows.rows(30)],
  [
    'COUNTS_DO_NOT_ADD_UP',
    (windows: HashtagWindows) => windows.add(batchOf(20, { a: { ...counts(1), posts: 2 } })),
  ],
])('%s', (code, act) => {
  const windows = new HashtagWindows({ batchDuration: 10, windowDurations: [20] });
  windows.add(batchOf(10, { a: counts(1) }));
  expect(() => act(windows)).toThrow(expect.objectContaining({ code }) as Error);
  expect(windows.lastBatchTime).toBe(10);
});

/** Every answer, reckoned from the batches of the window alone. */
function recomputed(
  batches: readonly CommittedBatch[],
  windowDuration: number,
  end: number,
): Map<string, Counts> {
  const sums = new Map<string, Counts>();
  for (const batch of batches) {
    if (batch.batchTime <= end - windowDuration) continue;
    for (const { hashtag, counts: tagCounts } of batch.hashtags) {
      if (tagCounts.posts > 0) sums.set(hashtag, addCounts(sums.get(hashtag) ?? zeroCounts(), tagCounts));
    }
  }
  return sums;
}

const MINUTE = 60_000;
const anyCounts = fc.array(fc.constantFrom(0, 0, 1, 2, 300, 70_000), { minLength: 6, maxLength: 6 }).map(
  ([p = 0, u = 0, n = 0, rp = 0, ru = 0, rn = 0]): Counts => ({
    posts: p + u + n + rp + ru + rn,
    reposts: rp + ru + rn,
    positive: p + rp,
    neutral: u + ru,
    negative: n + rn,
    repostPositive: rp,
    repostNeutral: ru,
    repostNegative: rn,
  }),
);
const anyHashtags = fc.uniqueArray(
  fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e', '__proto__', 'constructor'), anyCounts),
  {
    selector: ([hashtag]) => hashtag,
    maxLength: 6,
  },
);
const anyStep = fc.record({
  gap: fc.constantFrom(1, 1, 1, 2, 5, 15, 31, 61, 200),
  hashtags: anyHashtags,
  restarts: fc.constantFrom(false, false, false, true),
});

test('windows equal a full count, over gaps and restarts; no row of zeros is kept', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { minLength: 1, maxLength: 12 }), (steps) => {
      const make = () => new HashtagWindows({ batchDuration: MINUTE });
      let windows = make();
      let time = 0;
      const batches: CommittedBatch[] = [];
      for (const { gap, hashtags, restarts } of steps) {
        if (restarts) {
          windows = make();
          for (const batch of batches)
            if (batch.batchTime > time - windows.rememberDuration) windows.add(batch);
        }
        time += gap * MINUTE;
        const batch = batchOf(time, hashtags);
        batches.push(batch);
        windows.add(batch);
        for (const windowDuration of windows.windowDurations) {
          const expected = [...recomputed(batches, windowDuration, time)];
          expected.sort(([x, a], [y, b]) => b.posts - a.posts || (x < y ? -1 : 1));
          const { rows, total } = windows.rows(windowDuration);
          const totals = windows.totals(windowDuration);
          expect(JSON.stringify(rows.map((row) => [row.hashtag, row.counts]))).toBe(JSON.stringify(expected));
          expect([total, totals.numHashtags]).toEqual([expected.length, expected.length]);
          expect(totals.posts).toBe(expected.reduce((sum, [, { posts }]) => sum + posts, 0));
        }
        expect(windows.numHashtags).toBe(recomputed(batches, 60 * MINUTE, time).size);
        expect(windows.netHistory().at(-1)).toBe(netOf(batch.totals));
      }
    }),
    { numRuns: 10_000 },
  );
}, 240_000);
