import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StorageHealth } from '../checkpoint/storage-health.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { openStore } from './open-store.ts';
import type { Store } from './store.ts';
import { batchRecord, hashtagBatch } from './testing/batch-record-fixture.ts';

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

/** About 0.4 MB of log. */
function commit(n: number): void {
  const tags = Array.from({ length: 2000 }, (_, i) => hashtagBatch(`tag-${(n * 997 + i * 13) % 20_000}`));
  const distinct = new Map(tags.map((tag) => [tag.hashtag, tag]));
  store.commit(batchRecord(n * 10_000, [...distinct.values()]));
  store.keepHouse(distinct.size);
}
const walBytes = (): number => statSync(`${file}-wal`).size;

test('V13 the -wal stays short', () => {
  let longest = 0;
  for (let n = 1; n <= 120; n += 1) {
    commit(n);
    longest = Math.max(longest, walBytes());
  }
  expect(longest).toBeGreaterThan(15 << 20);
  expect(longest).toBeLessThan(20 << 20);
}, 240_000);

test('V13 a reader that hangs makes it grow by what is committed meanwhile; then it is cut', () => {
  commit(1);
  const reader = new Database(file, { readonly: true });
  reader.exec('BEGIN');
  expect(reader.prepare('SELECT count(*) FROM batch').pluck().get()).toBe(1);
  for (let n = 2; n <= 61; n += 1) commit(n);
  expect(walBytes()).toBeGreaterThan(16 << 20);
  expect(walBytes()).toBeLessThan(64 << 20);
  reader.exec('COMMIT');
  for (let n = 62; n <= 80; n += 1) commit(n);
  expect(walBytes()).toBeLessThan(16 << 20);
  reader.close();
}, 240_000);

test('V8 another program that writes to the database is waited for', async () => {
  const clock = new ManualClock();
  const said: string[] = [];
  const health = new StorageHealth({ clock, onChange: (trouble) => said.push(trouble?.fault ?? 'works') });
  const other = new Database(file);
  other.exec('BEGIN IMMEDIATE');
  const committed = health.retry('database', () => store.commitAll([batchRecord(10_000)]));
  expect(health.trouble?.fault).toBe('busy');
  other.exec('COMMIT');
  other.close();
  clock.advance(250);
  expect(await committed).toEqual([{ committed: true, names: [] }]);
  expect(said).toEqual(['busy', 'works']);
});
