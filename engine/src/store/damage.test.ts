import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { backupsOf } from './backup-files.ts';
import { openStore } from './open-store.ts';
import { RedeliveryReport } from './redelivery-report.ts';
import { restoreDatabase } from './restore-database.ts';
import type { Store } from './store.ts';
import { markFileOf } from './store-mark.ts';
import { batchRecord, hashtagBatch, position } from './testing/batch-record-fixture.ts';
import { verifyDatabase } from './verify-database.ts';
import { walDamage } from './wal-damage.ts';

let folder = '';
let file = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hashtide-test-'));
  file = join(folder, 'hashtide.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (db = file): Store => openStore({ file: db, batchDurationMs: 10_000, model: 'afinn' });

const TAGS = Array.from({ length: 40 }, (_, i) => `tagnumber${i}`);

function commit(store: Store, from: number, until: number): void {
  for (let n = from; n <= until; n += 1) {
    const tags = TAGS.map((tag) => hashtagBatch(tag, { [`${tag}`]: 1 + (n % 3) }));
    store.commit(
      batchRecord(n * 10_000, tags, { sources: [position(1 + n)], seenIds: BigUint64Array.of(BigInt(n)) }),
    );
  }
}

/** 60 batches, then a backup where one is wanted, then 40 more that are only in the `-wal`; then a kill. */
async function killedDatabase({ backup = true } = {}): Promise<string> {
  const store = open();
  commit(store, 1, 60);
  if (backup) await store.backup();
  emptyLog(file);
  commit(store, 61, 100);
  // What a kill leaves is what is on the disk now.
  const killed = join(folder, 'killed', 'hashtide.db');
  for (const suffix of ['', '-wal', '-mark', '-backups'])
    if (existsSync(file + suffix)) cpSync(file + suffix, killed + suffix, { recursive: true });
  store.close();
  return killed;
}

function flipBit(path: string, position: number): void {
  const bytes = readFileSync(path);
  bytes[position] = (bytes[position] as number) ^ 0x10;
  writeFileSync(path, bytes);
}

/** A page that the log has anew would not be read from the database. */
function emptyLog(path: string): void {
  const db = new Database(path);
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

function pageOf(path: string, text: string): number {
  return Math.floor(readFileSync(path).indexOf(text) / 4096);
}

/** reliability.md, bar 7. */
const DAMAGES: [name: string, (db: string) => void, lost: number][] = [
  [
    'a zeroed page',
    (db) => {
      emptyLog(db);
      const bytes = readFileSync(db);
      const page = pageOf(db, 'tagnumber7');
      bytes.fill(0, page * 4096, (page + 1) * 4096);
      writeFileSync(db, bytes);
    },
    40,
  ],
  [
    'a zeroed first page',
    (db) => {
      rmSync(`${db}-wal`);
      const bytes = readFileSync(db);
      writeFileSync(db, bytes.fill(0, 0, 4096));
    },
    40,
  ],
  ['half the file', (db) => truncateSync(db, Math.floor(statSync(db).size / 8192) * 4096), 40],
  ['a file of no bytes', (db) => truncateSync(db, 0), 40],
  ['a deleted -wal', (db) => rmSync(`${db}-wal`), 40],
  [
    'a flipped bit in a row of counts',
    (db) => {
      emptyLog(db);
      const bytes = readFileSync(db);
      let at = bytes.indexOf('tagnumber39');
      for (let next = at; next !== -1; next = bytes.indexOf('tagnumber39', next + 1)) at = next;
      flipBit(db, at + 3);
    },
    40,
  ],
  [
    'a flipped bit in the middle of the -wal',
    (db) => flipBit(`${db}-wal`, statSync(`${db}-wal`).size >> 1),
    -1,
  ],
  [
    'a flipped bit in the last frame of the -wal',
    (db) => flipBit(`${db}-wal`, statSync(`${db}-wal`).size - 100),
    1,
  ],
  ['a flipped bit in the header of the -wal', (db) => flipBit(`${db}-wal`, 17), 40],
];

describe('V11 damage', () => {
  test('control: what a kill leaves is whole', async () => {
    const db = await killedDatabase();
    expect(verifyDatabase(db)).toMatchObject({
      isWhole: true,
      batches: 100,
      lastBatchTime: 1_000_000,
      problems: [],
    });
    const store = open(db);
    expect([store.numBatches(), store.warnings, store.regression]).toEqual([100, [], undefined]);
    store.close();
  });

  test.each(DAMAGES)('%s is found by verify, which changes nothing', async (_name, damage) => {
    const db = await killedDatabase();
    damage(db);
    const before = readFileSync(db);
    const report = verifyDatabase(db);
    expect(report.isWhole).toBe(false);
    expect([...report.problems, ...report.damagedBatches].length).toBeGreaterThan(0);
    expect(readFileSync(db).equals(before)).toBe(true);
  });

  test.each(DAMAGES)(
    '%s is found at start: what is lost is a number, and comes again',
    async (_name, damage, lost) => {
      const db = await killedDatabase();
      damage(db);
      const store = open(db);
      const has = store.numBatches();
      expect(store.warnings.join('\n')).toMatch(/damaged|gone/);
      expect(store.regression).toEqual({
        lastBatchTime: has * 10_000,
        formerBatchTime: 1_000_000,
        numBatches: 100 - has,
      });
      if (lost >= 0) expect(100 - has).toBe(lost);
      expect(has).toBeGreaterThanOrEqual(60);
      expect(store.position('x')?.nextSequence).toBe(1 + has);
      expect(store.damagedBatches()).toEqual([]);
      commit(store, has + 1, 100);
      expect(store.runTotals().posts).toBe(expectedPosts(100));
      store.close();
      expect(verifyDatabase(db)).toMatchObject({ isWhole: true, batches: 100 });
      const again = open(db);
      expect(again.warnings).toEqual([]);
      again.close();
    },
  );

  test('without a backup a damaged database is left as it is, and the start refused', async () => {
    const db = await killedDatabase({ backup: false });
    DAMAGES[0]?.[1](db);
    expect(() => open(db)).toThrowError(
      expect.objectContaining({ code: 'STORE_CORRUPT', message: expect.stringContaining('no good backup') }),
    );
    expect(existsSync(`${db}.damaged-1`)).toBe(false);
  });

  test('without a backup a database without its -wal goes on with what it has', async () => {
    const db = await killedDatabase({ backup: false });
    rmSync(`${db}-wal`);
    const store = open(db);
    expect(store.regression).toMatchObject({ numBatches: 40 });
    expect(store.numBatches()).toBe(60);
    store.close();
  });

  test('a damaged backup is passed over for the one before', async () => {
    const db = await killedDatabase();
    const store = open(db);
    await store.backup();
    store.close();
    const [newest] = backupsOf(db);
    truncateSync(newest?.file ?? '', 8192);
    rmSync(db);
    writeFileSync(db, 'nothing');
    const again = open(db);
    expect(again.numBatches()).toBe(60);
    expect(again.warnings.join('\n')).toContain('000001.db');
    again.close();
  });

  test('what is damaged is kept, with its log, under the name that is told', async () => {
    const db = await killedDatabase();
    DAMAGES[0]?.[1](db);
    const damaged = readFileSync(db);
    const store = open(db);
    expect(store.warnings[0]).toContain(`kept as ${db}.damaged-1`);
    store.close();
    expect(readFileSync(`${db}.damaged-1`).length).toBeGreaterThanOrEqual(damaged.length);
  });

  test('of a -wal is kept too', async () => {
    const db = await killedDatabase();
    flipBit(`${db}-wal`, statSync(`${db}-wal`).size >> 1);
    const damaged = readFileSync(`${db}-wal`);
    open(db).close();
    expect(readFileSync(`${db}.damaged-1-wal`).equals(damaged)).toBe(true);
  });

  test('control: without mark and the look at the log, a flipped bit in the -wal makes batches vanish in silence', async () => {
    const db = await killedDatabase();
    flipBit(`${db}-wal`, statSync(`${db}-wal`).size >> 1);
    rmSync(markFileOf(db));
    const plain = new Database(db);
    expect(plain.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(plain.prepare('SELECT count(*) FROM batch').pluck().get()).toBeLessThan(100);
    plain.close();
  });

  test('of positions and ids is found', async () => {
    const db = await killedDatabase();
    const other = new Database(db);
    other.exec('UPDATE source SET next_sequence = next_sequence + 1');
    expect(verifyDatabase(db).problems).toEqual(['the position of source x is damaged']);
    other.exec(
      "UPDATE source SET next_sequence = next_sequence - 1; UPDATE seen SET ids = x'0100000000000000'",
    );
    expect(verifyDatabase(db).problems).toContain('the ids seen in batch 20000 are damaged');
    other.close();
  });

  test.each([
    ['a tag’s name', "UPDATE hashtag SET hashtag = 'other' WHERE hashtag = 'tagnumber3'", '#other'],
    ['a spelling', "UPDATE hashtag_spelling SET spelling = 'x' WHERE hashtag = 'tagnumber3'", '#tagnumber3'],
    ['a batch’s row', 'DELETE FROM batch WHERE batch_time = 50000', 'batch 50000'],
  ])('of %s is found', async (_what, sql, told) => {
    const db = await killedDatabase();
    const other = new Database(db);
    other.exec(sql);
    other.close();
    expect(verifyDatabase(db).problems.join('\n')).toContain(told);
  });
});

test('V11 a -wal that was cut anywhere is no damage, and a bit flipped before its last transaction is', async () => {
  const db = await killedDatabase();
  const whole = readFileSync(`${db}-wal`);
  const wal = join(folder, 'x-wal');
  expect(walDamage(join(folder, 'none'))).toBeUndefined();
  for (let length = 0; length <= whole.length; length += 997) {
    writeFileSync(wal, whole.subarray(0, length));
    expect(walDamage(wal)).toBeUndefined();
  }
  const frames = (whole.length - 32) / 4120;
  const commits = Array.from({ length: frames }, (_, i) => whole.readUInt32BE(32 + i * 4120 + 4) !== 0);
  const beforeLast = commits.lastIndexOf(true, frames - 2);
  for (let frame = 0; frame <= beforeLast; frame += 7) {
    const bytes = Buffer.from(whole);
    const at = 32 + frame * 4120 + ((frame * 31) % 4120);
    bytes[at] = (bytes[at] as number) ^ 1;
    writeFileSync(wal, bytes);
    expect(walDamage(wal)).toEqual({ frame, numLost: expect.any(Number) });
  }
});

describe('V11 restore', () => {
  test('by hand takes the newest backup or the one that is named, and keeps what was there', async () => {
    const db = await killedDatabase();
    const restored = restoreDatabase(db);
    expect(restored).toEqual({
      from: `${db}-backups/000001.db`,
      kept: `${db}.damaged-1`,
      batches: 60,
      lastBatchTime: 600_000,
    });
    const store = open(db);
    expect([store.numBatches(), store.warnings]).toEqual([60, []]);
    expect(() => restoreDatabase(db)).toThrowError(expect.objectContaining({ code: 'STORE_LOCKED' }));
    store.close();
    expect(statSync(db).mode & 0o777).toBe(0o600);
    expect(verifyDatabase(db).isWhole).toBe(true);
    expect(restoreDatabase(db, `${db}.damaged-1`)).toMatchObject({ batches: 100 });
  });

  test('refuses what is damaged or not there', async () => {
    const db = await killedDatabase({ backup: false });
    expect(() => restoreDatabase(db)).toThrowError(expect.objectContaining({ code: 'NO_BACKUP' }));
    expect(() => restoreDatabase(db, join(folder, 'no.db'))).toThrowError(
      expect.objectContaining({ code: 'NO_BACKUP' }),
    );
    truncateSync(db, 8192);
    rmSync(`${db}-wal`);
    cpSync(db, join(folder, 'half.db'));
    expect(() => restoreDatabase(db, join(folder, 'half.db'))).toThrowError(
      expect.objectContaining({ code: 'STORE_CORRUPT' }),
    );
  });
});

test.each([
  ['all come again', [2, 3, 4, 5], 'all 3 batches that were gone have come again'],
  [
    'one does not',
    [2, 4, 5],
    '2 of the 3 batches that were gone have come again; 1 are lost, or had no posts',
  ],
  ['none does', [5], '0 of the 3 batches that were gone have come again; 3 are lost, or had no posts'],
])('V11 what came again is said once: %s', (_name, batches, sentence) => {
  const said: string[] = [];
  const report = new RedeliveryReport({ lastBatchTime: 1, formerBatchTime: 4, numBatches: 3 }, (line) =>
    said.push(line),
  );
  for (const time of batches) report.committed(time, 1);
  report.end();
  expect(said).toEqual([sentence]);
});

function expectedPosts(batches: number): number {
  let posts = 0;
  for (let n = 1; n <= batches; n += 1) posts += TAGS.length * (1 + (n % 3));
  return posts;
}
