import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { FeedClient } from '../src/feed/feed-client.ts';
import type { FeedMessage } from '../src/feed/messages.ts';
import { type Engine, startEngine } from '../src/main.ts';
import { openStore } from '../src/store/open-store.ts';
import { delay, SystemClock } from '../src/time/clock.ts';
import { type FakeReader, fakeReader } from './support/fake-reader.ts';

const NUM_RECORDS = 20_000;
const [MOUNT, UNMOUNT] = ['mount', 'umount'] as const;
const clock = new SystemClock();
const disk = mkdtempSync(join(tmpdir(), 'hashtide-disk-'));
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (let task = undo.pop(); task !== undefined; task = undo.pop()) await task();
});

const mountable = canMount();
if (!mountable) console.log('skipped: a full disk of 2 MB (this user may not mount a tmpfs)');

function canMount(): boolean {
  try {
    execFileSync(MOUNT, ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk], { stdio: 'ignore' });
    execFileSync(UNMOUNT, [disk]);
    return true;
  } catch {
    return false;
  }
}

async function engineOnSmallDisk(onStorageFault: 'wait' | 'end' = 'wait'): Promise<{
  engine: Engine;
  reader: FakeReader;
  file: string;
  log: string[];
}> {
  execFileSync(MOUNT, ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk]);
  undo.push(() => execFileSync(UNMOUNT, ['-l', disk]));
  mkdirSync(join(disk, 'data'), { mode: 0o700 });
  const file = join(disk, 'data', 'hashtide.db');
  const reader = await fakeReader({ numRecords: NUM_RECORDS });
  undo.push(() => reader.close());
  const log: string[] = [];
  const engine = await startEngine({
    reader: { host: '127.0.0.1', port: reader.port },
    database: file,
    model: 'afinn',
    batchDurationMs: 10_000,
    feed: { host: '127.0.0.1', port: 0 },
    clock,
    onStorageFault,
    version: '0.0.0',
    log: (line) => log.push(line),
  });
  engine.terminated.catch(() => {});
  undo.push(() => engine.stop());
  return { engine, reader, file, log };
}

/** Waits for what another part does in its own time; the test's limit ends it otherwise. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(clock, 20);
}

const makeRoom = () => execFileSync(MOUNT, ['-o', 'remount,size=64m', disk]);
const ready = async (port: number | undefined) => {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
  return { status: answer.status, text: await answer.text() };
};

test.skipIf(!mountable)(
  'V8 a full disk: intake pauses, screens and /readyz say so, it goes on by itself, every post is counted once',
  async () => {
    const { engine, reader, file, log } = await engineOnSmallDisk();
    const messages: FeedMessage[] = [];
    const screen = new FeedClient({
      url: `ws://127.0.0.1:${engine.feedPort}`,
      clock,
      onMessage: (message) => messages.push(message),
      onState: () => {},
    });
    screen.connect();
    undo.push(() => screen.close());

    await until(async () => (await ready(engine.feedPort)).text.includes('disk-full'));
    expect((await ready(engine.feedPort)).status).toBe(503);
    expect((await fetch(`http://127.0.0.1:${engine.feedPort}/livez`)).status).toBe(200);
    expect(await (await fetch(`http://127.0.0.1:${engine.feedPort}/metrics`)).text()).toMatch(
      /^hashtide_storage_up 0$/mu,
    );
    await until(() => messages.some((message) => message.type === 'status' && message.storage !== undefined));
    expect(log.join('\n')).toContain('full disk');
    const committed = openStore({ file, readOnly: true });
    expect(reader.acked).toBe((committed.position('replay:e1')?.nextSequence ?? 1) - 1);
    expect(committed.damagedBatches()).toEqual([]);
    committed.close();
    expect(reader.acked).toBeLessThan(NUM_RECORDS);

    makeRoom();
    const madeRoomAt = clock.now();
    const ackedBefore = reader.acked;
    await until(() => reader.acked > ackedBefore);
    expect(clock.now() - madeRoomAt).toBeLessThan(10_000);
    await engine.sourcesEnded;
    const { totals, top } = engine.result(NUM_RECORDS + 100, 60_000);
    expect(totals).toMatchObject({ posts: NUM_RECORDS, duplicate: 0, rejected: 0, late: 0 });
    expect(top.filter(({ posts }) => posts === 1)).toHaveLength(NUM_RECORDS);
    expect(top.slice(0, 10).map(({ posts }) => posts)).toEqual(Array(10).fill(NUM_RECORDS / 10));
    await until(() => messages.findLast(({ type }) => type === 'status')?.type === 'status');
    expect(await (await fetch(`http://127.0.0.1:${engine.feedPort}/metrics`)).text()).toMatch(
      /^hashtide_storage_up 1$/mu,
    );
  },
  60_000,
);

test.skipIf(!mountable)(
  'V8 control: an engine that does not wait ends with the full disk, and is of no more use when there is room',
  async () => {
    const { engine, reader } = await engineOnSmallDisk('end');
    await expect(engine.terminated).rejects.toMatchObject({ code: 'DISK_FULL' });
    makeRoom();
    const acked = reader.acked;
    await delay(clock, 1000);
    expect(reader.acked).toBe(acked);
    expect(acked).toBeLessThan(NUM_RECORDS);
  },
  60_000,
);

test.skipIf(!mountable)('V8 an engine on a full disk can be stopped, and loses nothing by it', async () => {
  const { engine, file } = await engineOnSmallDisk();
  await until(async () => (await ready(engine.feedPort)).text.includes('disk-full'));
  const before = clock.now();
  await engine.stop();
  expect(clock.now() - before).toBeLessThan(5000);
  await engine.terminated;
  makeRoom();
  const store = openStore({ file, batchDurationMs: 10_000, model: 'afinn' });
  expect(store.runTotals().posts).toBe((store.position('replay:e1')?.nextSequence ?? 1) - 1);
  expect(store.damagedBatches()).toEqual([]);
  store.close();
});

process.once('exit', () => rmSync(disk, { recursive: true, force: true }));
