import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { backupDatabase } from './backup-database.ts';
import { backupsOf } from './backup-files.ts';
import { BackupSchedule } from './backup-schedule.ts';
import { openStore } from './open-store.ts';
import type { Store } from './store.ts';
import { batchRecord, hashtagBatch, position } from './testing/batch-record-fixture.ts';
import { verifyDatabase } from './verify-database.ts';

let folder = '';
let file = '';
let store: Store;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hashtide-test-'));
  file = join(folder, 'hashtide.db');
  store = openStore({ file, batchDurationMs: 10_000, model: 'afinn' });
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const commit = (n: number, numTags = 20) =>
  store.commit(
    batchRecord(
      n * 10_000,
      Array.from({ length: numTags }, (_, i) => hashtagBatch(`tag-${(n * 7 + i) % 5000}`)),
      { sources: [position(1 + n)] },
    ),
  );
const names = () => readdirSync(`${file}-backups`).sort();

describe('V12 a backup', () => {
  test('is whole, private, and one of the newest three', async () => {
    for (let n = 1; n <= 5; n += 1) {
      commit(n);
      await store.backup();
    }
    expect(names()).toEqual(['000003.db', '000004.db', '000005.db']);
    expect(statSync(`${file}-backups`).mode & 0o777).toBe(0o700);
    for (const backup of backupsOf(file)) {
      expect(statSync(backup.file).mode & 0o777).toBe(0o600);
      expect(verifyDatabase(backup.file)).toMatchObject({ isWhole: true, batches: backup.number });
    }
    expect(names()).toHaveLength(3);
  });

  test('that is made while batches are committed holds them, and no commit fails', async () => {
    for (let n = 1; n <= 60; n += 1) commit(n, 1500);
    let isOver = false;
    const made = store.backup().finally(() => {
      isOver = true;
    });
    let n = 60;
    while (!isOver) {
      await new Promise(setImmediate);
      if (n < 90) {
        n += 1;
        commit(n, 300);
        store.keepHouse(300);
      }
    }
    const { file: backup } = await made;
    expect(n).toBe(90);
    const report = verifyDatabase(backup);
    expect(report.problems).toEqual([]);
    expect(report.isWhole).toBe(true);
    expect(report.batches).toBeGreaterThan(60);
    expect(verifyDatabase(file)).toMatchObject({ isWhole: true, batches: 90 });
  });

  test('of a damaged batch is not made, and pushes out no good one', async () => {
    commit(1);
    await store.backup();
    commit(2);
    const other = new Database(file);
    other.exec("UPDATE hashtag_count SET posts = 9 WHERE batch_time = 20000 AND hashtag = 'tag-15'");
    other.close();
    await expect(store.backup()).rejects.toMatchObject({ code: 'BACKUP_DAMAGED' });
    expect(names()).toEqual(['000001.db']);
  });

  test('that is aborted leaves nothing, and the store goes on', async () => {
    for (let n = 1; n <= 30; n += 1) commit(n, 1500);
    const abort = new AbortController();
    const made = store.backup(abort.signal);
    await new Promise(setImmediate);
    abort.abort(new Error('stopping'));
    await expect(made).rejects.toThrow('stopping');
    expect(names()).toEqual([]);
    expect(commit(31).committed).toBe(true);
  });

  test('is also made from outside, while the engine has the database open', async () => {
    for (let n = 1; n <= 3; n += 1) commit(n);
    const { file: made } = await backupDatabase(file);
    const { file: copy } = await backupDatabase(file, join(folder, 'copy.db'));
    commit(4);
    expect([verifyDatabase(made).batches, verifyDatabase(copy).batches]).toEqual([3, 3]);
    expect(names()).toEqual(['000001.db']);
    expect(existsSync(`${copy}.part`)).toBe(false);
  });

  test('that is damaged itself is found', async () => {
    commit(1);
    const { file: made } = await store.backup();
    truncateSync(made, 8192);
    expect(verifyDatabase(made).isWhole).toBe(false);
  });
});

describe('V12 backups', () => {
  test('are made a minute after the first start, then every hour, if batches came', async () => {
    const clock = new ManualClock(Date.now());
    const schedule = new BackupSchedule({ store, clock, everyMs: 3_600_000, log: () => {} });
    schedule.start();
    const made: number[] = [];
    commit(1);
    for (let minute = 1; minute <= 200; minute += 1) {
      clock.advance(60_000);
      await schedule.idle();
      if (backupsOf(file).length > made.length) made.push(minute);
      if (minute === 30) commit(2);
    }
    expect(made).toEqual([1, 61]);
    await schedule.stop();
    expect(backupsOf(file)).toHaveLength(2);
  });

  test('one more is made at the end, if batches came since', async () => {
    const clock = new ManualClock(Date.now());
    const schedule = new BackupSchedule({ store, clock, everyMs: 3_600_000, log: () => {} });
    schedule.start();
    await schedule.stop();
    expect(backupsOf(file)).toHaveLength(0);
    commit(1);
    const next = new BackupSchedule({ store, clock, everyMs: 3_600_000, log: () => {} });
    next.start();
    await next.stop();
    await next.stop();
    expect(backupsOf(file).map(({ number }) => number)).toEqual([1]);
  });

  test('that cannot be made are told once', async () => {
    const clock = new ManualClock(Date.now());
    const said: string[] = [];
    const schedule = new BackupSchedule({ store, clock, everyMs: 60_000, log: (line) => said.push(line) });
    commit(1);
    const other = new Database(file);
    other.exec('UPDATE hashtag_count SET posts = 9');
    other.close();
    schedule.start();
    for (let minute = 1; minute <= 5; minute += 1) {
      clock.advance(60_000);
      await schedule.idle();
    }
    expect(said).toEqual([expect.stringContaining('no backup: Batch 10000 is damaged')]);
    await schedule.stop();
  });
});
