import { until } from '@hashtide/engine/testing';
import { describe, expect, test } from 'vitest';
import { recordsOf, settle } from '../test-support.ts';
import { failure } from './testing/memory-files.ts';
import { linesFrom, openSpool, parseLines } from './testing/open-spool.ts';

const _HOUR_MS = 3_600_000;
const numbersFrom = (from: number, until: number): string[] =>
  Array.from({ length: until - from }, (_, i) => String(from + i));

describe('P14 a disk that takes nothing', () => {
  test('is tried again; of a live source the newest stay in memory and the dropped are counted', async () => {
    const { spool, files, clock, logged } = await openSpool({ maxPendingBytes: 16_384 });
    spool.append(recordsOf(1, 11));
    await spool.flush();
    files.capacity = files.numBytes + 20;
    let numGiven = 10;
    for (; numGiven < 2_000; numGiven += 10) {
      spool.append(recordsOf(numGiven + 1, numGiven + 11));
      clock.advance(100);
      await settle();
    }
    expect(spool.next).toBe(11);
    expect(spool.trouble).toContain('the disk is full');
    files.capacity = Infinity;
    await until(() => {
      clock.advance(1_000);
      return spool.isSettled;
    });
    expect(spool.trouble).toBeUndefined();
    expect(spool.numDropped).toBeGreaterThan(1_500);
    const lines = parseLines(await linesFrom(spool, 1));
    expect(lines.map(({ sequence }) => sequence)).toEqual(lines.map((_, i) => i + 1));
    expect(lines.length + spool.numDropped).toBe(numGiven);
    expect(lines.at(-1)?.content).toBe(String(numGiven));
    expect(lines[10]?.content).toBe(String(11 + spool.numDropped));
    expect(logged.at(-1)).toContain(`${spool.numDropped} were dropped meanwhile`);
  });

  test('makes a source that can wait wait, and loses nothing', async () => {
    const { spool, files, clock } = await openSpool({ maxPendingBytes: 16_384, mayWait: true });
    files.capacity = 1_000;
    let numGiven = 0;
    for (; !spool.isBehind; numGiven += 10) spool.append(recordsOf(numGiven + 1, numGiven + 11));
    await spool.flush();
    expect([spool.isBehind, spool.numDropped]).toEqual([true, 0]);
    files.capacity = Infinity;
    await until(() => {
      clock.advance(1_000);
      return spool.isSettled;
    });
    expect(spool.next).toBe(numGiven + 1);
    expect(spool.isBehind).toBe(false);
  });

  test('gets room from what every engine has', async () => {
    const { spool, files, clock } = await openSpool({ maxBytes: 80_000 });
    for (let i = 1; i < 601; i += 150) {
      spool.append(recordsOf(i, i + 150));
      await spool.flush();
    }
    spool.remember('a', 0);
    spool.ack('a', 310);
    files.capacity = files.numBytes;
    spool.append(recordsOf(601, 700));
    await until(() => {
      clock.advance(1_000);
      return spool.isSettled;
    });
    expect([spool.first, spool.next, spool.numDropped]).toEqual([301, 700, 0]);
  });

  test.each(['open', 'write', 'datasync', 'sync', 'remove'] as const)(
    'or fails at any %s: no record twice, none missing, none early',
    async (operation) => {
      for (let failing = 0; failing < 12; failing += 1) {
        const { spool, files, clock } = await openSpool({ maxBytes: 40_000 });
        let count = 0;
        files.onOperation = (what, name) => {
          if (what !== operation || !name.match(/segment|^\.$/)) return;
          count += 1;
          if (count === failing + 1) throw failure('EIO');
        };
        for (let i = 1; i < 301; i += 20) {
          spool.append(recordsOf(i, i + 20));
          await spool.flush();
        }
        await until(() => {
          clock.advance(1_000);
          return spool.isSettled;
        });
        files.onOperation = () => {};
        const again = await openSpool({ files: files.afterKill(), clock });
        const lines = parseLines(await linesFrom(again.spool, 1));
        expect(lines.map(({ content }) => content)).toEqual(numbersFrom(1, 301));
        expect(again.spool.recovery).toMatchObject({ numDamaged: 0, corrupt: [] });
      }
    },
  );
});

test('P13 a record that was damaged after it had been written is replaced, and said', async () => {
  const { spool, files, logged } = await openSpool();
  spool.append(recordsOf(1, 3_001));
  await spool.flush();
  const name = (await files.list()).find((one) => one.endsWith('.segment')) ?? '';
  const bytes = files.bytesOf(name);
  const offset = bytes.indexOf('"id":"2000"');
  bytes.writeUInt8(0x21, offset + 7);
  files.put(name, bytes);
  const lines = parseLines(await linesFrom(spool, 1_990));
  expect(lines.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 1_011 }, (_, i) => 1_990 + i));
  expect(lines.filter(({ content }) => content === 'bad_line').map(({ sequence }) => sequence)).toEqual([
    2_000,
  ]);
  expect(logged.at(-1)).toContain('1 records of the spool are damaged');
});
