import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { recordsOf } from '../test-support.ts';
import type { MemoryFiles } from './testing/memory-files.ts';
import { linesFrom, openSpool, parseLines } from './testing/open-spool.ts';

/** Two groups, 1 … 20 and 21 … 40, and what they lie in; not closed, as a power cut leaves it. */
async function twoGroups({ ackedUpTo = 0, isClosed = false } = {}) {
  const { spool, files, clock } = await openSpool();
  spool.append(recordsOf(1, 21));
  await spool.flush();
  spool.append(recordsOf(21, 41));
  await spool.flush();
  if (ackedUpTo > 0) spool.remember('engine', ackedUpTo);
  clock.advance(1000);
  await setImmediate();
  const left = isClosed ? files : files.copy();
  await spool.close();
  const name = (await left.list()).find((one) => one.endsWith('.segment')) ?? '';
  return { left, name };
}

/** A hole: zeros where the disk has not written yet, from a record's content to the next. */
function damage(files: MemoryFiles, name: string, id: number): void {
  const bytes = files.bytesOf(name);
  bytes.fill(0, bytes.indexOf(`"id":"${id}"`), bytes.indexOf(`"id":"${id + 1}"`) - 40);
  files.put(name, bytes);
}

async function recovered(files: MemoryFiles) {
  const { spool } = await openSpool({ files });
  spool.append(recordsOf(100, 101));
  await spool.flush();
  const contents = parseLines(await linesFrom(spool, spool.first)).map(({ content }) => content);
  const { numDamaged, corrupt, tornBytes } = spool.recovery;
  await spool.close();
  return { contents, numDamaged, numCorrupt: corrupt.length, isTorn: tornBytes > 0 };
}

const numbers = (until: number, bad?: number): string[] =>
  Array.from({ length: until }, (_, i) => (i + 1 === bad ? 'bad_line' : String(i + 1)));

test.each([21, 25, 39])('P13 a hole at %i, in the group that was being written, is no damage', async (id) => {
  const { left, name } = await twoGroups();
  damage(left, name, id);
  expect(await recovered(left)).toEqual({
    contents: [...numbers(id - 1), '100'],
    numDamaged: 0,
    numCorrupt: 0,
    isTorn: true,
  });
});

test.each([
  ['in an earlier group', 10, {}],
  ['at the end of an earlier group', 20, {}],
  ['in the last group, which an engine has acked', 25, { ackedUpTo: 30 }],
  ['in the last group of a spool that was closed', 25, { isClosed: true }],
])('P13 a hole %s is damage: nothing behind it is given up', async (_name, id, options) => {
  const { left, name } = await twoGroups(options);
  damage(left, name, id);
  expect(await recovered(left)).toEqual({
    contents: [...numbers(40, id), '100'],
    numDamaged: 1,
    numCorrupt: 1,
    isTorn: false,
  });
});
