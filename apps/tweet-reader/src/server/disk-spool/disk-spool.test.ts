import { until } from '@hashtide/engine/testing';
import { describe, expect, test } from 'vitest';
import { recordOf, recordsOf, settle } from '../test-support.ts';
import { MemoryFiles } from './testing/memory-files.ts';
import { linesFrom, openSpool, parseLines } from './testing/open-spool.ts';

const HOUR_MS = 3_600_000;
const numbersFrom = (from: number, until: number): string[] =>
  Array.from({ length: until - from }, (_, i) => String(from + i));

describe('P7 a record', () => {
  test('is numbered and may be sent when its group is durable, not before', async () => {
    const { spool, files, clock } = await openSpool();
    const sync = Promise.withResolvers<void>();
    let isSyncing = false;
    const { open } = files;
    files.open = async (...args) => {
      const file = await open.apply(files, args);
      const datasync = async (): Promise<void> => {
        isSyncing = true;
        await sync.promise;
        await file.datasync();
      };
      return { ...file, datasync };
    };

    spool.append(recordsOf(1, 4));
    clock.advance(49);
    await settle();
    expect([spool.next, spool.isSettled, isSyncing]).toEqual([1, false, false]);
    clock.advance(1);
    await until(() => isSyncing);
    await settle();
    expect([spool.next, spool.lastAt]).toEqual([1, Number.NEGATIVE_INFINITY]);
    sync.resolve();
    await until(() => spool.isSettled);
    expect([spool.first, spool.next, spool.lastAt]).toEqual([1, 4, 1003]);
    expect(await linesFrom(spool, 2)).toEqual([
      '{"s":2,"r":{"data":{"id":"2"},"__rec":{"at":1002}}}',
      '{"s":3,"r":{"data":{"id":"3"},"__rec":{"at":1003}}}',
    ]);
  });

  test('of 64 KiB fits, a longer one is replaced', async () => {
    const { spool } = await openSpool({ maxBytes: 4096 });
    const longest = recordOf(1, 5, 'x'.repeat(64 * 1024 - 46));
    spool.append([longest, { at: 6, line: Buffer.alloc(64 * 1024 + 1, 'x') }]);
    await spool.flush();
    const lines = await linesFrom(spool, 1);
    expect(lines[0]).toBe(`{"s":1,"r":${Buffer.from(longest.line).toString()}}`);
    expect(lines[1]).toBe('{"s":2,"r":{"__rec":{"at":6,"error":"too_long"}}}');
  });
});

test('engines read from wherever they are, over many segments', async () => {
  const { spool, files } = await openSpool({ maxBytes: 2_000_000 });
  for (let i = 1; i <= 20_000; i += 500) {
    spool.append(recordsOf(i, i + 500));
    await spool.flush();
  }
  expect((await files.list()).filter((name) => name.endsWith('.segment')).length).toBeGreaterThan(4);
  const [all, some, last] = await Promise.all([1, 7_777, 20_000].map((from) => linesFrom(spool, from)));
  expect(parseLines(all ?? []).map(({ content }) => content)).toEqual(numbersFrom(1, 20_001));
  expect([all?.length, some?.length, last?.length]).toEqual([20_000, 12_224, 1]);
  expect(parseLines(some ?? [])[0]).toEqual({ sequence: 7_777, content: '7777' });
});

describe('P8 P13 a restart', () => {
  test('goes on with the same epoch, the next number and the acks', async () => {
    const { spool, files, clock } = await openSpool();
    spool.append(recordsOf(1, 101));
    await spool.flush();
    spool.remember('a', 0);
    spool.ack('a', 40);
    await spool.close();

    const again = await openSpool({ files, clock });
    expect(again.spool.epoch).toBe(spool.epoch);
    expect([again.spool.next, again.spool.ackedBy('a'), again.spool.lastAt]).toEqual([101, 40, 1100]);
    expect(again.spool.recovery).toMatchObject({ wasClosed: true, tornBytes: 0, numDamaged: 0 });
    again.spool.append(recordsOf(101, 103));
    await again.spool.flush();
    expect(parseLines(await linesFrom(again.spool, 100)).map(({ content }) => content)).toEqual([
      '100',
      '101',
      '102',
    ]);
  });

  test('of a recording that is over begins a new stream, of one that is not goes on', async () => {
    const one = await openSpool({ mayWait: true });
    one.spool.append(recordsOf(1, 11));
    await one.spool.close();
    const two = await openSpool({ files: one.files, mayWait: true });
    expect([two.spool.epoch, two.spool.next]).toEqual([one.spool.epoch, 11]);
    await two.spool.close({ isOver: true });
    const three = await openSpool({ files: one.files, mayWait: true });
    expect(three.spool.epoch).not.toBe(one.spool.epoch);
    expect([three.spool.first, three.spool.next, three.spool.recovery.isNew]).toEqual([1, 1, true]);
  });

  test('after a kill says so, and keeps what was written', async () => {
    const { spool, files, clock } = await openSpool();
    spool.append(recordsOf(1, 11));
    await spool.flush();
    spool.append(recordsOf(11, 21));
    const again = await openSpool({ files: files.afterKill(), clock });
    expect(again.spool.next).toBe(11);
    expect(again.spool.recovery.wasClosed).toBe(false);
  });

  test('never gives out numbers again that an engine has had, whatever was lost', async () => {
    const { spool, files } = await openSpool();
    spool.append(recordsOf(1, 101));
    await spool.flush();
    spool.remember('a', 0);
    spool.remember('b', 0);
    spool.ack('a', 90);
    await spool.close();
    const name = (await files.list()).find((one) => one.endsWith('.segment')) ?? '';
    files.put(name, files.bytesOf(name).subarray(0, 400));
    const { spool: again } = await openSpool({ files });
    expect(again.next).toBe(91);
    const lines = parseLines(await linesFrom(again, 1));
    expect(lines.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 90 }, (_, i) => i + 1));
    expect(lines.at(-1)?.content).toBe('bad_line');
  });

  test('finds the epoch in the segments when its file is damaged', async () => {
    const { spool, files } = await openSpool();
    spool.append(recordsOf(1, 11));
    await spool.close();
    files.put('epoch', Buffer.from('hashtide-spool 1 gibberish 00000000\n'));
    const { spool: again } = await openSpool({ files });
    expect([again.epoch, again.next]).toEqual([spool.epoch, 11]);
  });

  test('of a later format is refused', async () => {
    const files = new MemoryFiles();
    files.put('epoch', Buffer.from('hashtide-spool 2 x\n'));
    await expect(openSpool({ files })).rejects.toMatchObject({ code: 'SPOOL_FORMAT_UNKNOWN' });
  });
});

describe('P7 what is kept', () => {
  test('is let go when every engine has had it for an hour', async () => {
    const { spool, clock } = await openSpool({ maxBytes: 80_000 });
    const add = async (from: number): Promise<void> => {
      spool.append(recordsOf(from, from + 150));
      await spool.flush();
    };
    await add(1);
    await add(151);
    await add(301);
    spool.remember('a', 0);
    spool.ack('a', 300);
    expect(spool.first).toBe(1);
    clock.advance(HOUR_MS);
    spool.ack('a', 301);
    expect([spool.first, spool.numDropped]).toEqual([301, 0]);
  });

  test('is let go earlier where the size demands it, the acked without being counted', async () => {
    const { spool } = await openSpool({ maxBytes: 80_000 });
    spool.remember('a', 0);
    let mostBytes = 0;
    for (let i = 1; i < 5_000; i += 50) {
      spool.append(recordsOf(i, i + 50));
      await spool.flush();
      spool.ack('a', Math.min(i, 3_000));
      while (spool.isFull && spool.dropOldest() > 0);
      mostBytes = Math.max(mostBytes, spool.next - spool.first);
    }
    expect(mostBytes).toBeLessThan(1_300);
    expect(spool.numDropped).toBe(spool.first - 1 - 3_000);
  });

  test('is let go after a week, whoever still wants it', async () => {
    const { spool, clock, logged } = await openSpool({ maxBytes: 80_000 });
    for (let i = 1; i < 301; i += 150) {
      spool.append(recordsOf(i, i + 150));
      await spool.flush();
    }
    spool.remember('gone', 10);
    clock.advance(7 * 24 * HOUR_MS + 1);
    spool.append(recordsOf(301, 302));
    await spool.flush();
    expect([spool.first, spool.numDropped]).toEqual([151, 140]);
    expect(logged).toContainEqual(expect.stringContaining('gone has not been here'));
  });
});
