import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startEngine } from '../src/main.ts';
import { openStore } from '../src/store/open-store.ts';
import { delay, SystemClock } from '../src/time/clock.ts';
import { fakeReader } from './support/fake-reader.ts';

const NUM_RECORDS = 20_000;
const clock = new SystemClock();
const folder = mkdtempSync(join(tmpdir(), 'hashtide-log-disk-'));
const place = join(folder, 'counts.db-log');
const undo: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
afterEach(async () => {
  for (let task = undo.pop(); task !== undefined; task = undo.pop()) await task();
});

const mountable = canMount();
if (!mountable) console.log('skipped: a log on a full disk (this user may not mount a tmpfs)');

function canMount(): boolean {
  try {
    mkdirSync(place, { mode: 0o700 });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', place], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test.skipIf(!mountable)(
  'S37 V8 a log on a full disk: nothing more is acked, it is said, and it goes on by itself; every post counts once',
  async () => {
    undo.push(() => execFileSync('umount', ['-l', place]));
    const reader = await fakeReader({ numRecords: NUM_RECORDS });
    undo.push(() => reader.close());
    const said: string[] = [];
    const database = join(folder, 'counts.db');
    const engine = await startEngine({
      reader: { host: '127.0.0.1', port: reader.port },
      database,
      writeAheadLog: true,
      model: 'afinn',
      batchDurationMs: 10_000,
      feed: undefined,
      clock,
      version: '0.0.0',
      log: (line) => said.push(line),
    });
    engine.terminated.catch(() => {});
    undo.push(() => engine.stop());
    while (!said.some((line) => line.startsWith('the log is on a full disk'))) await delay(clock, 20);
    const { acked } = reader;
    await delay(clock, 1000);
    expect(reader.acked).toBe(acked);
    expect(acked).toBeLessThan(NUM_RECORDS);
    const committed = openStore({ file: database, readOnly: true });
    expect((committed.position('replay:e1')?.nextSequence ?? 1) - 1).toBeLessThanOrEqual(acked);
    committed.close();

    execFileSync('mount', ['-o', 'remount,size=64m', place]);
    const madeRoomAt = clock.now();
    while (reader.acked === acked) await delay(clock, 20);
    expect(clock.now() - madeRoomAt).toBeLessThan(10_000);
    await engine.sourcesEnded;
    expect(said).toContain('storage works again; going on');
    const { totals } = engine.result(10, 60_000);
    expect(totals).toMatchObject({ posts: NUM_RECORDS, duplicate: 0, rejected: 0, late: 0 });
  },
  60_000,
);
