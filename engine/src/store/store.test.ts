import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { zeroCounts } from '../pipeline/counts.ts';
import { crcOfBatch } from './batch-crc.ts';
import { openStore } from './open-store.ts';
import type { Store } from './store.ts';
import { openTemporaryStore } from './temporary-store.ts';
import { batchRecord, hashtagBatch, position } from './testing/batch-record-fixture.ts';

let folder = '';
let file = '';
let open: Store[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hashtide-test-'));
  file = join(folder, 'data', 'hashtide.db');
});

afterEach(() => {
  for (const store of open) store.close();
  open = [];
  rmSync(folder, { recursive: true, force: true });
});

function store(options: { batchDurationMs?: number; model?: string } = {}): Store {
  const opened = openStore({ file, batchDurationMs: 10_000, model: 'afinn', ...options });
  open.push(opened);
  return opened;
}

const firstBatch = batchRecord(
  10_000,
  [
    hashtagBatch('spark', { Spark: 2, spark: 1 }, { en: 2, de: 1 }),
    hashtagBatch('日本', { 日本: 4 }, { ja: 4 }),
  ],
  {
    sources: [position(8)],
    seenIds: BigUint64Array.from([1n, 2n ** 64n - 1n]),
    schedulingDelayMs: 3.4,
    processingMs: 17,
    totals: { unscored: 1, late: 2, duplicate: 3, rejected: 4 },
  },
);

describe('commit', () => {
  test('is all there after the store is opened again', () => {
    const { committed, names } = store().commit(firstBatch);
    expect(committed).toBe(true);
    expect(names).toEqual([
      { hashtag: 'spark', spelling: 'Spark', lang: 'en', firstSeen: 10_000 },
      { hashtag: '日本', spelling: '日本', lang: 'ja', firstSeen: 10_000 },
    ]);
    open.pop()?.close();

    const again = store();
    const [batch] = [...again.recentBatches(0)];
    expect(batch?.totals).toEqual(firstBatch.totals);
    expect(batch?.schedulingDelayMs).toBe(3);
    expect(batch?.hashtags).toEqual(firstBatch.hashtags.map(({ hashtag, counts }) => ({ hashtag, counts })));
    expect(batch?.names).toEqual(names);
    expect(again.lastBatchTime()).toBe(10_000);
    expect(again.numBatches()).toBe(1);
    expect(again.position('x')).toEqual(position(8));
    expect(again.position('y')).toBeUndefined();
    expect([...again.seenIds(0)]).toEqual([{ batchTime: 10_000, ids: firstBatch.seenIds }]);
    expect(again.damagedBatches()).toEqual([]);
  });

  test('of a batchTime that is there writes nothing', () => {
    const opened = store();
    opened.commit(firstBatch);
    const other = batchRecord(10_000, [hashtagBatch('other')], { sources: [position(99)] });

    expect(opened.commit(other)).toEqual({ committed: false, names: [] });
    expect(opened.position('x')?.nextSequence).toBe(8);
    expect(opened.runTotals().posts).toBe(7);
  });

  test('that fails half-way leaves nothing, and the store takes the next', () => {
    const opened = store();
    const twice = batchRecord(10_000, [hashtagBatch('a'), hashtagBatch('a')], { sources: [position(5)] });

    expect(() => opened.commit(twice)).toThrowError(expect.objectContaining({ code: 'STORE_FAILED' }));
    expect(opened.numBatches()).toBe(0);
    expect(opened.position('x')).toBeUndefined();
    expect(opened.commit(firstBatch).committed).toBe(true);
    expect(opened.damagedBatches()).toEqual([]);
  });

  test.each([
    '__proto__',
    'constructor',
    "'; DROP TABLE batch;--",
    'a\u0000b',
    '日本',
    '𠀡',
    'x'.repeat(10_000),
  ])('counts the tag %j like any other', (tag) => {
    const opened = store();
    opened.commit(batchRecord(10_000, [hashtagBatch(tag, { [`${tag}`]: 3 })]));
    opened.commit(batchRecord(20_000, [hashtagBatch(tag, { [`${tag}`]: 4 })]));

    expect(opened.topHashtags(5)).toEqual([
      { hashtag: tag, spelling: tag, posts: 7, positive: 7, neutral: 0, negative: 0 },
    ]);
    expect(opened.damagedBatches()).toEqual([]);
  });

  test('keeps the ids of 30 minutes, a million at most', () => {
    const opened = store();
    const ids = (n: number, from: number) => BigUint64Array.from({ length: n }, (_, i) => BigInt(from + i));
    for (let minute = 1; minute <= 45; minute += 1) {
      opened.commit(batchRecord(minute * 60_000, [], { seenIds: ids(2, minute * 10) }));
    }
    expect([...opened.seenIds(0)].map(({ batchTime }) => batchTime / 60_000)).toEqual(
      Array.from({ length: 31 }, (_, i) => 15 + i),
    );
    opened.commit(batchRecord(46 * 60_000, [], { seenIds: ids(1_000_000, 1000) }));
    opened.commit(batchRecord(47 * 60_000, [], { seenIds: ids(1, 1) }));
    open.pop()?.close();
    const again = store();
    again.commit(batchRecord(48 * 60_000, [], { seenIds: ids(1, 2) }));
    expect([...again.seenIds(0)].map(({ batchTime }) => batchTime / 60_000)).toEqual([46, 47, 48]);
  });
});

describe('reads', () => {
  test('topHashtags: most posts first, equal ones by code unit', () => {
    const opened = store();
    // By UTF-8 bytes 𠀡 comes after ﬀ; by code unit before it.
    opened.commit(
      batchRecord(
        10_000,
        ['b', 'ﬀ', '𠀡', 'a'].map((tag) => hashtagBatch(tag)),
      ),
    );
    opened.commit(batchRecord(20_000, [hashtagBatch('c', { C: 2 })]));

    expect(opened.topHashtags(10).map(({ hashtag }) => hashtag)).toEqual(['c', 'a', 'b', '𠀡', 'ﬀ']);
    expect(opened.topHashtags(4).map(({ hashtag }) => hashtag)).toEqual(['c', 'a', 'b', '𠀡']);
    expect(opened.topHashtags(0)).toEqual([]);
    expect(opened.topHashtags(1)[0]?.spelling).toBe('C');
  });

  test('runTotals sums every batch', () => {
    const opened = store();
    expect(opened.runTotals()).toMatchObject({ posts: 0, batches: 0, late: 0 });
    opened.commit(firstBatch);
    opened.commit(batchRecord(20_000, [hashtagBatch('a')], { totals: { rejected: 5 } }));

    expect(opened.runTotals()).toEqual({
      posts: 8,
      batches: 2,
      reposts: 0,
      positive: 8,
      neutral: 0,
      negative: 0,
      unscored: 1,
      rejected: 9,
      duplicate: 3,
      late: 2,
    });
  });

  test('recentBatches starts after the given time, oldest first, and holds no read open', () => {
    const opened = store();
    for (const time of [10_000, 20_000, 30_000]) opened.commit(batchRecord(time, [hashtagBatch('a')]));
    const times: number[] = [];
    for (const { batchTime } of opened.recentBatches(10_000)) {
      times.push(batchTime);
      if (times.length === 1) opened.commit(batchRecord(40_000));
    }
    expect(times).toEqual([20_000, 30_000]);
  });

  test('a read-only store sees each commit of the engine and cannot write', () => {
    const engine = store();
    engine.commit(firstBatch);
    const reader = openStore({ file, readOnly: true });
    open.push(reader);
    expect(reader.numBatches()).toBe(1);
    engine.commit(batchRecord(20_000));

    expect(reader.numBatches()).toBe(2);
    expect(() => reader.commit(batchRecord(30_000))).toThrowError(
      expect.objectContaining({ code: 'STORE_READ_ONLY' }),
    );
  });

  test('before the first batch', () => {
    const opened = store();
    expect(opened.lastBatchTime()).toBeUndefined();
    expect(opened.positions()).toEqual([]);
    expect([...opened.recentBatches(0)]).toEqual([]);
  });
});

describe('crc32', () => {
  test('does not depend on the order of hashtags nor on delays, and sees every count', () => {
    const crc = crcOfBatch(firstBatch);
    expect(crcOfBatch({ ...firstBatch, hashtags: firstBatch.hashtags.toReversed() })).toBe(crc);
    expect(crcOfBatch({ ...firstBatch, batchTime: 20_000 })).not.toBe(crc);
    expect(crcOfBatch({ ...firstBatch, totals: { ...firstBatch.totals, late: 9 } })).not.toBe(crc);
    expect(crcOfBatch({ ...firstBatch, hashtags: firstBatch.hashtags.slice(1) })).not.toBe(crc);
  });

  test('is the documented one', () => {
    // python3: zlib.crc32("10000\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\n1\t0\t0\t1\t0\t0\t0\t0\t日\n".encode())
    const counts = { ...zeroCounts(), posts: 1, neutral: 1 };
    const totals = { ...zeroCounts(), unscored: 0, late: 0, duplicate: 0, rejected: 0 };
    expect(crcOfBatch({ batchTime: 10_000, totals, hashtags: [{ hashtag: '日', counts }] })).toBe(
      3_394_975_563,
    );
  });

  test.each([
    ['a count', 'UPDATE hashtag_count SET positive = positive + 1 WHERE hashtag = ?'],
    ['a tag', "UPDATE hashtag_count SET hashtag = 'sparc' WHERE hashtag = ?"],
    ['a row', 'DELETE FROM hashtag_count WHERE hashtag = ?'],
  ])('finds %s that was changed behind our back', (_what, sql) => {
    const opened = store();
    opened.commit(firstBatch);
    opened.commit(batchRecord(20_000, [hashtagBatch('a')]));
    const other = new Database(file);
    other.prepare(sql).run('spark');
    other.close();

    expect(opened.damagedBatches()).toEqual([10_000]);
  });
});

describe('the file', () => {
  test('is 0600 in a folder of 0700, whatever the umask', () => {
    const umask = process.umask(0);
    try {
      store().commit(firstBatch);
    } finally {
      process.umask(umask);
    }
    const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
    expect(mode(join(folder, 'data'))).toBe('700');
    for (const suffix of ['', '-wal', '-shm', '-mark', '-lock', '-lock.pid'])
      expect(mode(file + suffix)).toBe('600');
  });

  test('has the durable settings and the public schema', () => {
    store();
    const db = new Database(file, { readonly: true });
    expect(db.pragma('auto_vacuum', { simple: true })).toBe(2);
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    const columns = (table: string) =>
      db.prepare<[], string>(`SELECT name FROM pragma_table_info('${table}')`).pluck().all().join(' ');
    const counts = 'posts reposts positive neutral negative repost_positive repost_neutral repost_negative';
    expect(columns('batch')).toBe(
      `batch_time ${counts} unscored late duplicate rejected scheduling_delay_ms processing_ms crc32`,
    );
    expect(columns('hashtag_count')).toBe(`batch_time hashtag ${counts}`);
    expect(columns('hashtag')).toBe('hashtag spelling lang first_seen');
    expect(columns('hashtag_rollup')).toBe(`span_s span_start hashtag ${counts}`);
    expect(columns('source')).toBe('id epoch next_sequence crc32');
    expect(columns('seen')).toBe('batch_time ids crc32');
    expect(columns('state')).toBe('operator key value updated');
    expect(db.prepare('SELECT key, value FROM meta ORDER BY key').raw().all()).toEqual([
      ['batch_duration_ms', '10000'],
      ['created_by', 'hashtide'],
      ['model', 'afinn'],
    ]);
    db.close();
  });

  test('of a temporary store is gone when it is closed', () => {
    const temporary = openTemporaryStore({ batchDurationMs: 1000, model: 'afinn' });
    temporary.commit(batchRecord(1000));
    expect(statSync(join(temporary.file, '..')).mode & 0o777).toBe(0o700);
    temporary.close();
    temporary.close();
    expect(existsSync(join(temporary.file, '..'))).toBe(false);
  });
});
