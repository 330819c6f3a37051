import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, test } from 'vitest';
import { MIGRATIONS, migrate, schemaVersion } from './migrations.ts';
import { openStore } from './open-store.ts';
import { batchRecord, hashtagBatch } from './testing/batch-record-fixture.ts';
import { verifyDatabase } from './verify-database.ts';

const folder = mkdtempSync(join(tmpdir(), 'hashtide-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const SCRIPT = join(import.meta.dirname, 'testing', 'migrate-and-die.ts');

/** A database of that version, with two batches where that version had a table for them. */
let numDatabases = 0;
function databaseOf(version: number): string {
  numDatabases += 1;
  const file = join(folder, `${numDatabases}-version-${version}.db`);
  const db = new Database(file);
  db.pragma('auto_vacuum = INCREMENTAL');
  db.pragma('journal_mode = WAL');
  migrate(db, MIGRATIONS.slice(0, version));
  if (version >= 1) {
    db.exec(`
      INSERT INTO meta VALUES ('batch_duration_ms', '10000'), ('model', 'afinn'), ('created_by', 'hashtide');
      INSERT INTO batch VALUES (10000, 1,0, 1,0,0, 0,0,0, 0,0,0,0, 0,1, 3394975563), (20000, 0,0, 0,0,0, 0,0,0, 0,0,0,0, 0,1, 1);
      INSERT INTO hashtag_count VALUES (10000, 'a', 1,0, 1,0,0, 0,0,0);
      INSERT INTO hashtag VALUES ('a', 'A', 'en', 10000);
      INSERT INTO hashtag_spelling VALUES ('a', 'A', 'en', 1);
      INSERT INTO source(id, epoch, next_sequence) VALUES ('x', 'e1', 8);
      INSERT INTO seen(batch_time, ids) VALUES (10000, x'0100000000000000');`);
  }
  db.close();
  return file;
}

/** Everything in it, whatever its version. */
function contentOf(db: Database.Database): unknown {
  const schema = db.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all();
  const tables = db
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .pluck()
    .all();
  return { schema, rows: tables.map((name) => [name, db.prepare(`SELECT * FROM "${name}"`).all()]) };
}

function read(file: string): { version: number; content: unknown; check: unknown } {
  const db = new Database(file);
  try {
    return {
      version: schemaVersion(db),
      content: contentOf(db),
      check: db.pragma('integrity_check', { simple: true }),
    };
  } finally {
    db.close();
  }
}

/** What the database holds at each version from its own to the newest, without any kill. */
function undisturbed(file: string): Map<number, unknown> {
  const contents = new Map([[read(file).version, read(file).content]]);
  for (let version = 1; version <= MIGRATIONS.length; version += 1) {
    const copy = `${file}-at-${version}`;
    cpSync(file, copy);
    const db = new Database(copy);
    if (schemaVersion(db) < version) {
      migrate(db, MIGRATIONS.slice(0, version));
      contents.set(version, contentOf(db));
    }
    db.close();
  }
  return contents;
}

describe('V9 a migration that is killed when any of its statements begins', () => {
  const versions = Array.from({ length: MIGRATIONS.length }, (_, version) => version);
  test.each(versions)(
    'leaves one version or the next, from version %i',
    (version) => {
      const start = databaseOf(version);
      const known = undisturbed(start);
      const seen = new Set<number>();
      for (let dieAt = 1; ; dieAt += 1) {
        const file = join(folder, `killed-${version}-${dieAt}.db`);
        cpSync(start, file);
        const { signal, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, file, String(dieAt)], {
          encoding: 'utf8',
        });
        const { version: now, content, check } = read(file);
        expect(check).toBe('ok');
        expect(known.has(now)).toBe(true);
        expect(content).toEqual(known.get(now));
        seen.add(now);
        if (signal === 'SIGKILL') continue;
        expect(`${stderr}${Number(stdout)}`).toBe(String(dieAt - 1));
        expect(now).toBe(MIGRATIONS.length);
        break;
      }
      expect([...seen].sort()).toEqual([...known.keys()].sort());
    },
    120_000,
  );

  test('control: without a transaction it would stop in between', () => {
    const file = databaseOf(1);
    const known = undisturbed(file);
    const db = new Database(file);
    db.exec((MIGRATIONS[1] as string).split(';').slice(0, 1).join(';'));
    expect([...known.values()]).not.toContainEqual(contentOf(db));
    db.close();
  });
});

test('V9 a database of the first version is read as it is, and written as the newest', () => {
  const file = databaseOf(1);
  const before = read(file);
  const store = openStore({ file, readOnly: true });
  expect(store.numBatches()).toBe(2);
  expect(store.topHashtags(3)).toMatchObject([{ hashtag: 'a', posts: 1 }]);
  store.close();
  expect(verifyDatabase(file).problems).toEqual([]);
  expect(read(file)).toEqual(before);

  const good = join(folder, 'good.db');
  const fresh = new Database(good);
  fresh.pragma('journal_mode = WAL');
  migrate(fresh, MIGRATIONS.slice(0, 1));
  fresh.close();
  const written = openStore({ file: good, batchDurationMs: 10_000, model: 'afinn' });
  written.commit(batchRecord(10_000, [hashtagBatch('a')]));
  written.close();
  expect(read(good).version).toBe(MIGRATIONS.length);
  expect(verifyDatabase(good)).toMatchObject({ isWhole: true, batches: 1 });
});
