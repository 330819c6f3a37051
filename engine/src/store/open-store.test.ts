import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { delay, SystemClock } from '../time/clock.ts';
import { MIGRATIONS, migrate, schemaVersion } from './migrations.ts';
import { openStore } from './open-store.ts';
import { batchRecord } from './testing/batch-record-fixture.ts';

let folder = '';
let file = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hashtide-test-'));
  file = join(folder, 'hashtide.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const options = () => ({ file, batchDurationMs: 10_000, model: 'afinn' });
const errorOf = (code: string, ...words: string[]) =>
  expect.objectContaining({ code, message: expect.stringMatching(new RegExp(words.join('.*'))) });

describe('refused', () => {
  test('another batchDuration', () => {
    openStore(options()).close();
    expect(() => openStore({ ...options(), batchDurationMs: 5000 })).toThrowError(
      expect.objectContaining({
        code: 'BATCH_DURATION_MISMATCH',
        message: `batchDuration is 5000 ms; ${file} was made with 10000 ms.`,
        fix: 'Use --batch 10s, or another database: --db FILE',
      }),
    );
    openStore(options()).close();
  });

  test('a schema of a later version', () => {
    openStore(options()).close();
    const db = new Database(file);
    db.pragma(`user_version = ${MIGRATIONS.length + 1}`);
    db.close();
    expect(() => openStore(options())).toThrowError(
      errorOf('STORE_TOO_NEW', `version ${MIGRATIONS.length + 1}`),
    );
    expect(() => openStore({ file, readOnly: true })).toThrowError(errorOf('STORE_TOO_NEW'));
  });

  test('what is no database', () => {
    writeFileSync(file, 'tag,posts\nspark,12\n'.repeat(100));
    expect(() => openStore(options())).toThrowError(errorOf('NOT_A_DATABASE', 'hashtide.db'));
    expect(readdirSync(folder)).toEqual(['hashtide.db']);
  });

  test.each([
    ['a table', 'CREATE TABLE photos(id)'],
    ['a schema version of its own', 'PRAGMA user_version = 1'],
    ['an application id', 'PRAGMA application_id = 7'],
  ])('a database of another program: %s', (_name, sql) => {
    const db = new Database(file);
    db.exec(sql);
    db.close();
    expect(() => openStore(options())).toThrowError(errorOf('FOREIGN_DATABASE', 'another program'));
    expect(readdirSync(folder)).toEqual(['hashtide.db']);
  });

  test('a folder that is a file, a file that is a folder', () => {
    writeFileSync(join(folder, 'data'), '');
    expect(() => openStore({ ...options(), file: join(folder, 'data', 'x.db') })).toThrowError(
      errorOf('FOLDER_NOT_WRITABLE', 'x.db', 'EEXIST|ENOTDIR'),
    );
    mkdirSync(file);
    expect(() => openStore(options())).toThrowError(errorOf('IS_A_DIRECTORY', 'hashtide.db'));
  });

  test.skipIf(process.getuid?.() === 0)('a folder without the right to write (not as root)', () => {
    chmodSync(folder, 0o500);
    expect(() => openStore(options())).toThrowError(errorOf('FOLDER_NOT_WRITABLE', 'EACCES'));
    chmodSync(folder, 0o700);
  });

  test('reading what is not there', () => {
    expect(() => openStore({ file, readOnly: true })).toThrowError(errorOf('DATABASE_NOT_FOUND', file));
    expect(existsSync(file)).toBe(false);
  });
});

test('another model is a warning that stays', () => {
  expect(openStore(options()).close()).toBeUndefined();
  for (const model of ['linear', 'afinn']) {
    const store = openStore({ ...options(), model });
    expect(store.warnings).toEqual([expect.stringContaining('afinn and linear')]);
    store.close();
  }
});

test('an empty file becomes a database', () => {
  writeFileSync(file, '');
  const store = openStore(options());
  expect(store.commit(batchRecord(1)).committed).toBe(true);
  store.close();
});

describe('one engine', () => {
  test('in this process', () => {
    const store = openStore(options());
    expect(() => openStore(options())).toThrowError(
      errorOf('STORE_LOCKED', 'hashtide.db', `pid ${process.pid}`),
    );
    expect(store.commit(batchRecord(1)).committed).toBe(true);
    store.close();
    openStore(options()).close();
  });

  test('in another process, whose kill frees it', async () => {
    const { child, firstLine } = await startCommitter(file);
    await firstLine;
    expect(() => openStore(options())).toThrowError(errorOf('STORE_LOCKED', `pid ${child.pid}`));
    expect(openStore({ file, readOnly: true }).numBatches()).toBeGreaterThan(0);
    child.kill('SIGKILL');
    await once(child, 'exit');
    openStore(options()).close();
  });
});

test('kill -9 at any moment: every batch is whole, with its position, or not there', async () => {
  let batches = 0;
  for (let kill = 0; kill < 30; kill += 1) {
    const { child, firstLine } = await startCommitter(file);
    await firstLine;
    // The moment of the kill is meant to be random; nothing below depends on it.
    await delay(new SystemClock(), Math.random() * 40);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const store = openStore(options());
    batches = store.numBatches();
    expect(store.position('x')?.nextSequence).toBe(1 + 3 * batches);
    expect(store.runTotals().posts).toBe(3 * batches);
    expect(store.topHashtags(9).reduce((sum, { posts }) => sum + posts, 0)).toBe(3 * batches);
    expect([...store.seenIds(0)].flatMap(({ ids }) => [...ids]).length).toBe(3 * Math.min(batches, 1801));
    expect(store.damagedBatches()).toEqual([]);
    store.close();
  }
  expect(batches).toBeGreaterThanOrEqual(30);
}, 240_000);

describe('migrations', () => {
  test('from empty, and from every version to the newest', () => {
    const steps = [...MIGRATIONS, 'CREATE TABLE later(a) STRICT', 'ALTER TABLE later ADD COLUMN b'];
    const fixed = steps.map((sql) =>
      sql.replace('later(a)', 'later(a TEXT)').replace('COLUMN b', 'COLUMN b TEXT'),
    );
    for (let version = 0; version <= fixed.length; version += 1) {
      const db = new Database(':memory:');
      migrate(db, fixed.slice(0, version));
      expect(schemaVersion(db)).toBe(version);
      migrate(db, fixed);
      expect(schemaVersion(db)).toBe(fixed.length);
      expect(db.prepare("SELECT count(*) FROM pragma_table_info('later')").pluck().get()).toBe(2);
      db.close();
    }
  });

  test('that fail leave the version before them', () => {
    const db = new Database(':memory:');
    expect(() => migrate(db, [...MIGRATIONS, 'CREATE TABLE half(a); SELECT nonsense'])).toThrowError(
      'nonsense',
    );
    expect(schemaVersion(db)).toBe(MIGRATIONS.length);
    expect(db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'half'").get()).toBeUndefined();
  });
});

const hasPrlimit = existsSync('/usr/bin/prlimit');
if (!hasPrlimit) console.log('skipped: a full disk (needs Linux with prlimit)');

test.skipIf(!hasPrlimit)(
  'a full disk fails the commit whole; the same record goes in when there is room',
  async () => {
    // No file may grow beyond 2 MiB (in blocks of 1 KiB) until the child itself lifts the limit.
    const script = join(import.meta.dirname, 'testing', 'fill-disk.ts');
    const child = spawn('bash', ['-c', 'ulimit -S -f 2048; exec "$0" "$@"', process.execPath, script, file]);
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    const [code] = await once(child, 'close');
    expect(`${code} ${errors}`).toBe('0 ');
    const { failure, before, after, committed, last } = JSON.parse(output);
    expect(['DISK_FULL', 'STORE_FAILED']).toContain(failure);
    expect(before.batches).toBeGreaterThan(1);
    expect(after).toEqual(before);
    expect(committed).toBe(true);

    const store = openStore(options());
    expect(store.numBatches()).toBe(last);
    expect(store.position('x')?.nextSequence).toBe(last);
    expect(store.damagedBatches()).toEqual([]);
    store.close();
  },
);

async function startCommitter(db: string) {
  const script = join(import.meta.dirname, 'testing', 'commit-forever.ts');
  const child = spawn(process.execPath, [script, db], { stdio: ['ignore', 'pipe', 'inherit'] });
  return { child, firstLine: once(child.stdout, 'data') };
}

test('V1 a database whose maker was killed while making it is begun anew', () => {
  const making = join(folder, 'making.db');
  const db = new Database(making);
  db.pragma('cache_size = 1');
  db.exec('BEGIN; CREATE TABLE half(made)');
  const insert = db.prepare('INSERT INTO half VALUES (zeroblob(4000))');
  for (let i = 0; i < 50; i += 1) insert.run();
  // As a kill leaves them: pages in the file, and the journal that takes them back.
  for (const suffix of ['', '-journal']) copyFileSync(`${making}${suffix}`, `${file}${suffix}`);
  db.close();
  expect(() => openStore({ file, readOnly: true })).toThrowError(errorOf('STORE_FAILED', 'ROLLBACK'));

  const store = openStore(options());
  store.commit(batchRecord(10_000));
  expect(store.numBatches()).toBe(1);
  store.close();
});

test('V1 opening a database writes nothing to it', () => {
  openStore(options()).close();
  const store = openStore(options());
  const written = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  store.close();

  expect(written).toBe(0);
});
