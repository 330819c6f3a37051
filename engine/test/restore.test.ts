import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startEngine } from '../src/main.ts';
import { backupsOf } from '../src/store/backup-files.ts';
import { verifyDatabase } from '../src/store/verify-database.ts';
import { SystemClock } from '../src/time/clock.ts';
import { fakeReader } from './support/fake-reader.ts';

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hashtide-test-'));
  file = join(folder, 'hashtide.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Counts what a reader has of the same stream, until it ends, and stops, which makes a backup. */
async function count(options: { numRecords: number; first?: number }, writeAheadLog: boolean) {
  const reader = await fakeReader(options);
  const log: string[] = [];
  const engine = await startEngine({
    reader: { host: '127.0.0.1', port: reader.port },
    database: file,
    model: 'afinn',
    batchDurationMs: 10_000,
    feed: undefined,
    clock: new SystemClock(),
    version: '0.0.0',
    log: (line) => log.push(line),
    backupEveryMs: 3_600_000,
    writeAheadLog,
  });
  try {
    await engine.sourcesEnded;
    const { totals, batches } = engine.result(1, 60_000);
    return { posts: totals.posts, batches, log: log.join('\n') };
  } finally {
    await engine.stop();
    await reader.close();
  }
}

function zeroPageOf(path: string, text: string): void {
  const bytes = readFileSync(path);
  const page = Math.floor(bytes.indexOf(text) / 4096);
  writeFileSync(path, bytes.fill(0, page * 4096, (page + 1) * 4096));
}

test.each([
  ['with a log', true],
  ['without one', false],
])(
  'V11 damage, %s: the backup before it, then the reader again: nothing lost, nothing twice',
  async (_name, logs) => {
    expect(await count({ numRecords: 4000 }, logs)).toMatchObject({ posts: 4000, batches: 8 });
    const undisturbed = await count({ numRecords: 10_000 }, logs);
    expect(undisturbed).toMatchObject({ posts: 10_000 });
    rmSync(backupsOf(file)[0]?.file ?? '');
    zeroPageOf(file, 'only777');

    const after = await count({ numRecords: 10_000 }, logs);
    expect(after).toMatchObject({ posts: 10_000, batches: undisturbed.batches });
    expect(after.log).toContain(`kept as ${file}.damaged-1`);
    expect(after.log).toMatch(/12 batches of .* are gone/);
    expect(after.log).toContain('all 12 batches that were gone have come again');
    expect(verifyDatabase(file)).toMatchObject({ isWhole: true, batches: undisturbed.batches });
  },
);

test('V11 what the reader has no more is a number', async () => {
  await count({ numRecords: 4000 }, false);
  await count({ numRecords: 10_000 }, false);
  rmSync(backupsOf(file)[0]?.file ?? '');
  zeroPageOf(file, 'only777');

  const after = await count({ numRecords: 10_000, first: 7001 }, false);
  expect(after.posts).toBe(4000 + 3000);
  expect(after.log).toMatch(/6 of the 12 batches that were gone have come again; 6 are lost/);
  expect(after.log).toMatch(/3,?000/);
});

test('V12 two who stop an engine wait for the same backup', async () => {
  const reader = await fakeReader({ numRecords: 4000 });
  const log: string[] = [];
  const engine = await startEngine({
    reader: { host: '127.0.0.1', port: reader.port },
    database: file,
    model: 'afinn',
    batchDurationMs: 10_000,
    feed: undefined,
    clock: new SystemClock(),
    version: '0.0.0',
    log: (line) => log.push(line),
    backupEveryMs: 3_600_000,
    writeAheadLog: true,
  });
  await engine.sourcesEnded;
  const first = engine.stop();
  await engine.terminated;
  await Promise.all([first, engine.stop()]);
  await reader.close();
  expect(log.join('\n')).not.toContain('no backup');
  expect(backupsOf(file)).toHaveLength(1);
});
