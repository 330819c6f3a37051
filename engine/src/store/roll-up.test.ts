import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BatchRecord } from '../pipeline/batch-record.ts';
import { openStore } from './open-store.ts';
import { retentionOf } from './retention.ts';
import { damagedRollups } from './rollup-reader.ts';
import type { Store } from './store.ts';
import { batchRecord, hashtagBatch } from './testing/batch-record-fixture.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let folder = '';
let file = '';
let opened: Store[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hashtide-test-'));
  file = join(folder, 'hashtide.db');
});
afterEach(() => {
  for (const store of opened) store.close();
  opened = [];
  rmSync(folder, { recursive: true, force: true });
});

function store(batchesMs = 2 * HOUR, minutesMs = 4 * HOUR): Store {
  const one = openStore({
    file,
    batchDurationMs: 10_000,
    model: 'afinn',
    retention: { batchesMs, minutesMs },
  });
  opened.push(one);
  return one;
}

function read<T>(sql: string, ...values: number[]): T[] {
  const db = new Database(file, { readonly: true });
  try {
    return db.prepare<number[], T>(sql).all(...values);
  } finally {
    db.close();
  }
}

/** Sums by hashtag over whole hours `from < batch_time <= until`, wherever the counts are. */
function sumsOf(from: number, until: number): unknown {
  const counts = 'sum(posts) AS posts, sum(positive) AS positive, sum(reposts) AS reposts';
  return {
    tags: read(
      `SELECT hashtag, ${counts} FROM (
         SELECT batch_time - 1 AS at, * FROM (SELECT batch_time, hashtag, posts, positive, reposts FROM hashtag_count)
         UNION ALL SELECT span_start, span_start, hashtag, posts, positive, reposts FROM hashtag_rollup)
       WHERE at >= ? AND at < ? GROUP BY hashtag ORDER BY hashtag`,
      from,
      until,
    ),
    totals: read(
      `SELECT sum(n) AS batches, ${counts}, sum(late) AS late, sum(rejected) AS rejected FROM (
         SELECT batch_time - 1 AS at, 1 AS n, posts, positive, reposts, late, rejected FROM batch
         UNION ALL SELECT span_start, batches, posts, positive, reposts, late, rejected FROM batch_rollup)
       WHERE at >= ? AND at < ?`,
      from,
      until,
    ),
  };
}

const batches = fc
  .array(
    fc.record({
      gap: fc.constantFrom(10_000, 10_000, 20_000, MINUTE, 11 * MINUTE, HOUR),
      tags: fc.dictionary(
        fc.constantFrom('a', 'b', 'ä', '日本', '__proto__', 'x'),
        fc.integer({ min: 1, max: 9 }),
      ),
      late: fc.nat(3),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((steps) => {
    let time = 100 * DAY;
    return steps.map(({ gap, tags, late }): BatchRecord => {
      time += gap;
      const hashtags = Object.entries(tags).map(([tag, n]) => hashtagBatch(tag, { [`${tag}`]: n }));
      return batchRecord(time, hashtags, { totals: { late, rejected: 1 } });
    });
  });

test('V10 rolling up changes no sum over any hours, at any step, and every checksum holds', () => {
  fc.assert(
    fc.property(batches, (records) => {
      const one = store();
      for (const record of records) one.commit(record);
      const first = 100 * DAY;
      const last = (records.at(-1) as BatchRecord).batchTime;
      const hours = (): unknown[] =>
        Array.from({ length: Math.ceil((last - first) / HOUR) }, (_, i) =>
          sumsOf(first + i * HOUR, first + (i + 1) * HOUR),
        );
      const before = hours();
      const [totals, top, numBatches] = [one.runTotals(), one.topHashtags(99), one.numBatches()];
      for (let step = 0; step < 2 * records.length; step += 1) {
        one.keepHouse(0);
        expect(one.runTotals()).toEqual(totals);
      }
      expect(hours()).toEqual(before);
      expect(one.topHashtags(99)).toEqual(top);
      expect(one.numBatches()).toBe(numBatches);
      expect(one.damagedBatches()).toEqual([]);
      const db = new Database(file, { readonly: true });
      expect([...damagedRollups(db)]).toEqual([]);
      db.close();
      one.close();
      rmSync(folder, { recursive: true, force: true });
    }),
    { numRuns: 40 },
  );
});

test('V10 batches become minutes and minutes hours when the newest batch is so much later', () => {
  const one = store();
  for (let time = 10_000; time <= 6 * HOUR; time += 10_000) {
    one.commit(batchRecord(time, [hashtagBatch('a'), hashtagBatch(`b${time}`)]));
    one.keepHouse(2);
  }
  const spans = read<{ span_s: number; n: number; first: number; last: number; batches: number }>(
    `SELECT span_s, count(*) AS n, min(span_start) AS first, max(span_start) AS last, sum(batches) AS batches
     FROM batch_rollup GROUP BY span_s ORDER BY span_s`,
  );
  expect(spans).toEqual([
    { span_s: 60, n: 120, first: 2 * HOUR, last: 4 * HOUR - MINUTE, batches: 720 },
    { span_s: 3600, n: 2, first: 0, last: HOUR, batches: 720 },
  ]);
  expect(read('SELECT min(batch_time) AS first, count(*) AS n FROM batch')).toEqual([
    { first: 4 * HOUR + 10_000, n: 720 },
  ]);
  expect(read("SELECT posts FROM hashtag_rollup WHERE span_s = 3600 AND hashtag = 'a'")).toEqual([
    { posts: 360 },
    { posts: 360 },
  ]);
  expect(one.numBatches()).toBe(2160);
});

test('V10 a minute of more rows than one step takes goes into its hour piece by piece', () => {
  const one = store();
  const tags = Array.from({ length: 5000 }, (_, i) => hashtagBatch(`tag${i}`));
  one.commit(batchRecord(10_000, tags));
  one.commit(batchRecord(10 * HOUR));
  const totals = one.runTotals();
  const seen = new Set<string>();
  for (let step = 0; step < 6; step += 1) {
    one.keepHouse(0);
    expect(one.runTotals()).toEqual(totals);
    expect(one.topHashtags(9999)).toHaveLength(5000);
    const db = new Database(file, { readonly: true });
    expect([...damagedRollups(db)]).toEqual([]);
    db.close();
    seen.add(JSON.stringify(read('SELECT span_s, count(*) AS n FROM hashtag_rollup GROUP BY span_s')));
  }
  expect([...seen].map((text) => JSON.parse(text))).toEqual([
    [{ span_s: 60, n: 5000 }],
    [
      { span_s: 60, n: 3000 },
      { span_s: 3600, n: 2000 },
    ],
    [
      { span_s: 60, n: 1000 },
      { span_s: 3600, n: 4000 },
    ],
    [{ span_s: 3600, n: 5000 }],
  ]);
});

test.each([
  [
    'a minute’s count',
    60,
    'UPDATE hashtag_rollup SET positive = positive + 1 WHERE hashtag = ? AND span_s = 60',
  ],
  ['a minute’s tag', 60, "UPDATE hashtag_rollup SET hashtag = 'sparc' WHERE hashtag = ? AND span_s = 60"],
  ['a minute’s row', 60, 'DELETE FROM hashtag_rollup WHERE hashtag = ? AND span_s = 60'],
  ['a minute’s totals', 60, "UPDATE batch_rollup SET late = 1 WHERE span_s = 60 AND ? <> ''"],
])('V10 control: %s that was changed is found, also when it has become an hour', (_what, spanS, sql) => {
  const one = store(2 * HOUR, 2 * HOUR + MINUTE);
  one.commit(batchRecord(10_000, [hashtagBatch('spark'), hashtagBatch('b')]));
  one.commit(batchRecord(2 * HOUR + MINUTE));
  one.keepHouse(0);
  const db = new Database(file);
  expect([...damagedRollups(db)]).toEqual([]);
  db.prepare(sql).run('spark');
  expect([...damagedRollups(db)]).toEqual([{ spanS, spanStart: 0 }]);
  one.commit(batchRecord(4 * HOUR));
  for (let step = 0; step < 4; step += 1) one.keepHouse(0);
  expect([...damagedRollups(db)]).toEqual([{ spanS: 3600, spanStart: 0 }]);
  db.close();
});

test('V10 a damaged batch is not rolled up: a minute would hide it', () => {
  const one = store();
  one.commit(batchRecord(10_000, [hashtagBatch('a')]));
  one.commit(batchRecord(20_000, [hashtagBatch('a')]));
  one.commit(batchRecord(10 * HOUR));
  const db = new Database(file);
  db.exec('UPDATE hashtag_count SET posts = 7 WHERE batch_time = 10000');
  db.close();
  for (let step = 0; step < 4; step += 1) one.keepHouse(0);
  expect(one.damagedBatches()).toEqual([10_000]);
  expect(read('SELECT batch_time FROM batch')).toEqual([{ batch_time: 10_000 }, { batch_time: 10 * HOUR }]);
});

test('V10 what retention frees is given back, a little at a time', () => {
  const one = store();
  const tags = Array.from({ length: 3000 }, (_, i) => hashtagBatch(`a-rather-long-hashtag-${i}`));
  for (let time = 10_000; time <= 400_000; time += 10_000) one.commit(batchRecord(time, tags));
  one.commit(batchRecord(400 * HOUR));
  for (let step = 0; step < 400; step += 1) one.keepHouse(0);
  one.close();
  opened.pop();
  const db = new Database(file, { readonly: true });
  const [pages, free] = ['page_count', 'freelist_count'].map(
    (name) => db.pragma(name, { simple: true }) as number,
  );
  db.close();
  expect(free).toBeLessThan(Math.max(1024, 0.26 * (pages ?? 0)));
  expect(statSync(file).size).toBeLessThan(8 << 20);
});

describe('V10 retention', () => {
  test('is 7 days of batches and 90 of minutes', () => {
    expect(retentionOf()).toEqual({ batchesMs: 7 * DAY, minutesMs: 90 * DAY });
    expect(retentionOf({ batchesMs: 100 * DAY })).toEqual({ batchesMs: 100 * DAY, minutesMs: 100 * DAY });
  });

  test.each([
    [{ batchesMs: HOUR }],
    [{ batchesMs: Number.NaN }],
    [{ batchesMs: 3 * HOUR, minutesMs: 2 * HOUR }],
  ])('refuses %j', (options) => {
    expect(() => retentionOf(options)).toThrowError(expect.objectContaining({ code: 'INVALID_RETENTION' }));
  });
});
