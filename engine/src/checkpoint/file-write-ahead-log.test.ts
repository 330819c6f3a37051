import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { BatchedWriteAheadLog } from './batched-write-ahead-log.ts';
import { FileWriteAheadLog, type FileWriteAheadLogOptions } from './file-write-ahead-log.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const textsIn = (log: { readAll(): Iterable<Uint8Array> }): string[] =>
  [...log.readAll()].map((record) => new TextDecoder().decode(record));

const folders: string[] = [];
const logs: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const log of logs.splice(0)) await log.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newPlace(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hashtide-log-'));
  folders.push(folder);
  return join(folder, 'deep', 'log');
}

function open(place: string, options: FileWriteAheadLogOptions = {}): FileWriteAheadLog {
  const log = new FileWriteAheadLog(place, { clock: new ManualClock(), ...options });
  logs.push(log);
  return log;
}

const filesIn = (place: string): string[] => readdirSync(place).filter((name) => name.endsWith('.log'));

test('S36 wal-no-dir nothing is made before the first write; what it then makes is this user’s alone', async () => {
  const place = newPlace();
  const log = open(place);
  expect(() => log.read({ log: '1:52:9' })).toThrow(expect.objectContaining({ code: 'LOG_RECORD_GONE' }));
  expect(textsIn(log)).toEqual([]);
  expect(existsSync(place)).toBe(false);
  const handle = await log.write(bytes('a'), 1);
  expect(new TextDecoder().decode(log.read(structuredClone(handle)))).toBe('a');
  if (process.platform === 'win32') return;
  expect(statSync(place).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(place)) expect(statSync(join(place, name)).mode & 0o777).toBe(0o600);
});

test.each([false, true])(
  'S33 wal-write-rotate files follow each other, and another reader finds all of it (batched: %s)',
  async (isBatched) => {
    const place = newPlace();
    const wrap = (log: FileWriteAheadLog) => (isBatched ? new BatchedWriteAheadLog(log) : log);
    const writer = wrap(open(place, { segmentDuration: 1000 }));
    const texts = Array.from({ length: 20 }, (_, i) => `record ${i}`);
    for (const [i, text] of texts.entries()) await writer.write(bytes(text), i * 500);
    expect(filesIn(place).length).toBe(10);
    await writer.close();
    expect(textsIn(wrap(open(place)))).toEqual(texts);
  },
);

test('S33 wal-clean files wholly before the threshold go, at once; closing twice is harmless', async () => {
  const place = newPlace();
  const log = open(place, { segmentDuration: 1000 });
  for (let i = 0; i < 20; i += 1) await log.write(bytes(`record ${i}`), i * 500);
  await log.clean(5000);
  expect(filesIn(place).length).toBe(5);
  expect(textsIn(log)[0]).toBe('record 10');
  await log.clean(Number.POSITIVE_INFINITY);
  // The one that is written stays.
  expect(filesIn(place).length).toBe(1);
  await log.close();
  await log.close();
  await expect(log.write(bytes('late'), 1)).rejects.toMatchObject({ code: 'LOG_CLOSED' });
  expect(textsIn(log)).toEqual(['record 18', 'record 19']);
});

test('S38 one process writes a log, and one of its objects; a dead holder is followed', async () => {
  const place = newPlace();
  const log = open(place);
  await log.write(bytes('a'), 1);
  await expect(open(place).write(bytes('b'), 2)).rejects.toMatchObject({ code: 'LOG_IN_USE' });
  await log.close();
  // 1 is no process of ours, and lives.
  writeFileSync(join(place, 'lock'), '1\n');
  expect(() => textsIn(open(place))).toThrow(expect.objectContaining({ code: 'LOG_IN_USE' }));
  for (const dead of ['999999999\n', `${process.pid}\n`, 'nonsense']) {
    writeFileSync(join(place, 'lock'), dead);
    const next = open(place);
    expect(textsIn(next)).toEqual(['a']);
    await next.close();
  }
  expect(readdirSync(place).filter((name) => name.startsWith('lock'))).toEqual([]);
});

test('S33 handles mean the same in the next life, also behind damage', async () => {
  const place = newPlace();
  const log = open(place);
  const handles = [];
  for (const text of ['a', 'b', 'c']) handles.push(await log.write(bytes(text), 1));
  await log.close();
  const [name = ''] = filesIn(place);
  const path = join(place, name);
  const { readFileSync } = await import('node:fs');
  const damaged = readFileSync(path);
  damaged[32 + 29 + 28] = 0;
  writeFileSync(path, damaged);
  const damages: number[] = [];
  const again = open(place, { onDamage: ({ damagedBytes }) => void damages.push(damagedBytes) });
  expect(textsIn(again)).toEqual(['a', 'c']);
  expect(damages).toEqual([29]);
  const read = handles.map((handle) => {
    try {
      return new TextDecoder().decode(again.read(handle));
    } catch (error) {
      return (error as { code: string }).code;
    }
  });
  expect(read).toEqual(['a', 'LOG_RECORD_GONE', 'c']);
});

test('S33 what is written in any order of times and sizes is read back, over lives', async () => {
  const life = fc.array(fc.record({ size: fc.nat(300), time: fc.nat(5000) }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(fc.array(life, { maxLength: 4 }), async (lives) => {
      const place = newPlace();
      const expected: string[] = [];
      for (const records of lives) {
        const log = open(place, { segmentBytes: 500 });
        expect(textsIn(log)).toEqual(expected);
        await Promise.all(
          records.map(({ size, time }) => {
            const text = `${expected.length}${'.'.repeat(size)}`;
            expected.push(text);
            return log.write(bytes(text), time);
          }),
        );
        await log.close();
      }
      expect(textsIn(open(place))).toEqual(expected);
    }),
    { numRuns: 25 },
  );
});
