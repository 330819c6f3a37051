import { expect, test } from 'vitest';
import { MemoryWriteAheadLog } from './memory-write-ahead-log.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const textsIn = (log: MemoryWriteAheadLog): string[] =>
  [...log.readAll()].map((record) => new TextDecoder().decode(record));

test('S33 a log gives back what was written, in order, one by its handle', async () => {
  const log = new MemoryWriteAheadLog();
  const handles = [];
  for (const [time, text] of [
    [5, 'a'],
    [3, 'b'],
    [8, 'c'],
  ] as const)
    handles.push(await log.write(bytes(text), time));
  expect(textsIn(log)).toEqual(['a', 'b', 'c']);
  expect(handles.map((handle) => new TextDecoder().decode(log.read(structuredClone(handle))))).toEqual([
    'a',
    'b',
    'c',
  ]);
});

test('S33 wal-clean what is older than the threshold goes; closing twice is harmless', async () => {
  const log = new MemoryWriteAheadLog();
  const old = await log.write(bytes('old'), 999);
  await log.write(bytes('new'), 1000);
  await log.clean(1000);
  expect(textsIn(log)).toEqual(['new']);
  expect(() => log.read(old)).toThrow(expect.objectContaining({ code: 'LOG_RECORD_GONE' }));
  await log.close();
  await log.close();
  await expect(log.write(bytes('late'), 2000)).rejects.toMatchObject({ code: 'LOG_CLOSED' });
  expect(textsIn(log)).toEqual(['new']);
});
