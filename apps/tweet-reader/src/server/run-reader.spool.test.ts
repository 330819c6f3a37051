import { until } from '@hashtide/engine/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { MemoryFiles } from './disk-spool/testing/memory-files.ts';
import { serveSpooled } from './disk-spool/testing/serve-spooled.ts';
import { handFed, recording, settle } from './test-support.ts';

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

const range = (from: number, until: number): number[] =>
  Array.from({ length: until - from }, (_, i) => from + i);

const serve = serveSpooled.bind(undefined, opened);

describe('P7 a live source with a spool on the disk', () => {
  test('goes on after a restart: the same epoch, the next number, and what an engine has not acked', async () => {
    const files = new MemoryFiles();
    const first = handFed();
    const before = await serve(first.source, { files });
    const one = await before.join();
    const { epoch } = await one.greeting();
    one.resume(1);
    first.giveRecords(1, 101);
    await before.whenever(() => one.sequences().length === 100);
    one.ack(60);
    await settle();
    await before.stop();

    const second = handFed();
    const after = await serve(second.source, { files });
    const again = await after.join();
    expect(await again.greeting()).toMatchObject({ epoch, first: 1, next: 101 });
    again.resume(61);
    second.giveRecords(101, 111);
    await after.whenever(() => again.sequences().length === 50);
    expect(again.sequences()).toEqual(range(61, 111));
    expect(after.logged).toEqual([expect.stringContaining('holds 100 records')]);
  });

  test('a heartbeat is never ahead of what has not been sent', async () => {
    const fed = handFed();
    const { join, clock, whenever } = await serve(fed.source, { files: new MemoryFiles() });
    const one = await join();
    one.resume(1);
    await settle();
    fed.giveRecords(1, 2);
    fed.give({ kind: 'watermark', at: 9_000 });
    await settle();
    expect(one.has('{"hb":9000}')).toBe(false);
    await whenever(() => one.sequences().length === 1);
    clock.advance(1_000);
    await until(() => one.has('{"hb":9000}'));
    const lines = one.lines();
    expect(lines.findIndex((line) => line.startsWith('{"s":1'))).toBeLessThan(lines.indexOf('{"hb":9000}'));
  });

  test('P15 an engine that asks again for what it had acked is served, and that is said', async () => {
    const fed = handFed();
    const { join, logged, whenever } = await serve(fed.source, { files: new MemoryFiles() });
    const one = await join();
    one.resume(1);
    await settle();
    fed.giveRecords(1, 101);
    await whenever(() => one.sequences().length === 100);
    one.ack(100);
    await settle();
    await one.close();
    const again = await join();
    again.resume(41);
    await whenever(() => again.sequences().length === 60);
    expect(again.sequences()).toEqual(range(41, 101));
    const alarm = 'asks again for 60 records that it had acked: an older database? all are sent again';
    expect(logged).toContainEqual(expect.stringContaining(alarm));
    await whenever(() => again.has(alarm), 1_000);
    expect(again.lines().at(-1)).toContain('"status":{"state":"connected"');
  });

  test('P15 what such an engine cannot be given any more is counted', async () => {
    const fed = handFed();
    const files = new MemoryFiles();
    const { join, whenever, stop, result, logged } = await serve(fed.source, {
      files,
      maxBytes: 40_000,
      keepAckedMs: 0,
    });
    const one = await join();
    one.resume(1);
    await settle();
    for (let i = 1; i <= 901; i += 100) {
      fed.giveRecords(i, i + 100);
      await whenever(() => one.sequences().length === i + 99);
      one.ack(i + 99);
    }
    await one.close();
    const again = await join();
    const first = Number((await again.greeting()).first);
    expect(first).toBeGreaterThan(100);
    again.resume(1);
    await whenever(() => again.sequences().length === 1001 - first);
    await again.close();
    await stop();
    expect(result()).toMatchObject({ dropped: 0, unrecoverable: first - 1 });
    expect(logged).toContainEqual(expect.stringContaining(`${first - 1} are kept no longer and are lost`));
  });

  test('P14 a full disk is told to the engine, and is over by itself', async () => {
    const fed = handFed();
    const files = new MemoryFiles();
    const { join, whenever, logged } = await serve(fed.source, { files });
    const one = await join();
    one.resume(1);
    await settle();
    fed.giveRecords(1, 11);
    await whenever(() => one.sequences().length === 10);
    files.capacity = files.numBytes;
    fed.giveRecords(11, 21);
    await whenever(() => one.has('"status":{"state":"disk-full"'), 250);
    files.capacity = Number.POSITIVE_INFINITY;
    await whenever(() => one.sequences().length === 20, 250);
    expect(one.sequences()).toEqual(range(1, 21));
    expect(logged.at(-1)).toContain('takes records again');
  });

  test('P15 an engine that acks nothing is sent a window; one that acks late gets a wider one', async () => {
    const fed = handFed();
    const files = new MemoryFiles();
    const { join, clock, whenever, logged } = await serve(fed.source, { files }, 10_000);
    const one = await join();
    one.resume(1);
    await settle();
    const numSent = (): number => one.sequences().length;
    for (let i = 1; i <= 1_000; i += 100) {
      fed.giveRecords(i, i + 100);
      await settle();
      clock.advance(100);
      await settle();
    }
    expect(numSent()).toBe(200);
    clock.advance(2_000);
    await until(() => numSent() === 1_000);
    await whenever(
      () => logged.at(-1) === 'engine engine-1 takes nothing; what comes meanwhile is kept for it',
      500,
    );
    one.ack(1_000);
    await until(() => logged.at(-1) === 'engine engine-1 takes records again');
  });
});

describe('P7 standard input with a spool on the disk', () => {
  const piped = () => handFed({ clock: 'recorded', name: 'replay' });

  test('waits for the disk, loses nothing, and ends when all is acked; the next one is a new stream', async () => {
    const files = new MemoryFiles();
    const fed = piped();
    const { join, whenever, over } = await serve(fed.source, { files, maxPendingBytes: 8_192 });
    const one = await join();
    const { epoch } = await one.greeting();
    one.resume(1);
    await settle();
    files.capacity = 0;
    for (let i = 1; i <= 2_000; i += 10) fed.giveRecords(i, i + 10);
    fed.end();
    await settle();
    files.capacity = Number.POSITIVE_INFINITY;
    await whenever(() => one.has('"end"'));
    expect(one.sequences()).toEqual(range(1, 2_001));
    one.ack(2_000);
    expect(await over).toEqual({ records: 2_000, acked: 2_000, dropped: 0, unrecoverable: 0 });

    const next = await serve(piped().source, { files });
    const two = await next.join();
    expect((await two.greeting()).epoch).not.toBe(epoch);
  });

  test('that was stopped before all was acked goes on where it was', async () => {
    const files = new MemoryFiles();
    const fed = piped();
    const before = await serve(fed.source, { files });
    const one = await before.join();
    one.resume(1);
    await settle();
    fed.giveRecords(1, 21);
    await before.whenever(() => one.sequences().length === 20);
    await before.stop();
    const more = piped();
    const after = await serve(more.source, { files });
    const two = await after.join();
    two.resume(1);
    more.giveRecords(21, 31);
    more.end();
    await after.whenever(() => two.has('"end"'));
    expect(two.sequences()).toEqual(range(1, 31));
  });
});

test('a recording that can be read again needs no disk', async () => {
  const files = new MemoryFiles();
  const { join, whenever } = await serve(recording(50).source, { files });
  const one = await join();
  one.resume(1);
  await whenever(() => one.has('"end"'));
  expect(files.numBytes).toBe(0);
});
