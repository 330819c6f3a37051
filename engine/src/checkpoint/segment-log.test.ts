import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { until } from '../testing/until.ts';
import { SegmentLog, type SegmentLogOptions } from './segment-log.ts';
import { MemorySegmentFolder } from './testing/memory-segment-folder.ts';

const clock = new ManualClock();
const bytes = (text: string): Uint8Array[] => [Buffer.from(text)];

function open(
  folder: MemorySegmentFolder,
  options: Partial<SegmentLogOptions> = {},
): { log: SegmentLog; found: string[] } {
  const found: string[] = [];
  const log = new SegmentLog({ folder, clock, ...options }, ({ payload }) => {
    found.push(Buffer.from(payload).toString());
    return 0;
  });
  return { log, found };
}

test('S37 what comes during a sync is written and synced together, once', async () => {
  const folder = new MemorySegmentFolder();
  folder.gates = [];
  const { log } = open(folder);
  const done: string[] = [];
  const append = (text: string): void => void log.append(bytes(text)).then(() => done.push(text));
  append('a');
  await until(() => folder.gates?.length === 1);
  for (const text of ['b', 'c', 'd']) append(text);
  expect(done).toEqual([]);
  folder.step();
  await until(() => folder.gates?.length === 1);
  expect(done).toEqual(['a']);
  folder.step();
  await until(() => done.length === 4);
  expect(done).toEqual(['a', 'b', 'c', 'd']);
  expect(folder.calls).toEqual(['write', 'sync', 'write', 'sync']);
  expect(log.pendingBytes).toBe(0);
});

test('S37 what a killed process had written and not synced is found again, and then survives a power cut', async () => {
  const folder = new MemorySegmentFolder();
  folder.ignoresSync = true;
  await open(folder).log.append(bytes('written'));
  folder.ignoresSync = false;
  expect(open(folder.afterPowerCut(() => false)).found).toEqual([]);
  expect(open(folder).found).toEqual(['written']);
  expect(open(folder.afterPowerCut(() => false)).found).toEqual(['written']);
});

test('S37 a record is written from the caller’s own buffers', async () => {
  const folder = new MemorySegmentFolder();
  const written: Uint8Array[] = [];
  const openFile = folder.open.bind(folder);
  folder.open = async (name) => {
    const file = await openFile(name);
    const write = async (pieces: readonly Uint8Array[], at: number): Promise<void> => {
      written.push(...pieces);
      await file.write(pieces, at);
    };
    return { ...file, write };
  };
  const piece = Buffer.from('piece');
  await open(folder).log.append([piece, piece]);
  expect(written.filter((each) => each === piece).length).toBe(2);
});

test.each([
  ['ENOSPC', 'write'],
  ['EIO', 'sync'],
  ['EACCES', 'open'],
] as const)('S37 %s of a %s: told, tried again, nothing done twice', async (code, call) => {
  const folder = new MemorySegmentFolder();
  const clock = new ManualClock();
  const troubles: (string | undefined)[] = [];
  const onTrouble = (error: Error | undefined): void => void troubles.push(error?.message);
  const { log } = open(folder, { clock, onTrouble });
  await log.append(bytes('before'));
  let opens = 0;
  const openFile = folder.open.bind(folder);
  folder.open = (name) => {
    opens += 1;
    return openFile(name);
  };
  if (call === 'open') folder.fault = (each) => (each !== 'open' ? new Error('closed') : new Error(code));
  else folder.fault = (each) => (each === call ? new Error(code) : undefined);
  const done: string[] = [];
  for (const text of ['a', 'b']) void log.append(bytes(text)).then(() => done.push(text));
  for (let failed = 1; failed <= 4; failed += 1) {
    await until(() => troubles.length === failed && clock.pending === 1);
    clock.advance(5000);
  }
  expect(done).toEqual([]);
  folder.fault = () => undefined;
  await until(() => {
    clock.advance(5000);
    return done.length === 2;
  });
  expect(troubles.at(-1)).toBeUndefined();
  // Never again through the file whose sync has failed.
  expect(opens).toBeGreaterThanOrEqual(4);
  await log.close();
  expect(open(folder).found).toEqual(['before', 'a', 'b']);
  expect(folder.list().length).toBe(1);
});

test('S37 closed while it cannot write, it refuses what waits', async () => {
  const folder = new MemorySegmentFolder();
  const { log } = open(folder, { clock: new ManualClock() });
  folder.fault = () => new Error('EIO');
  const waiting = [log.append(bytes('a')), log.append(bytes('b'))];
  await Promise.resolve();
  await log.close();
  for (const each of waiting) await expect(each).rejects.toMatchObject({ code: 'LOG_CLOSED' });
  await expect(log.append(bytes('c'))).rejects.toMatchObject({ code: 'LOG_CLOSED' });
});

test('S38 segments go when all in them is released; there are never more than maxSegments', async () => {
  const folder = new MemorySegmentFolder();
  const { log } = open(folder, { segmentBytes: 200, maxSegments: 4 });
  for (let i = 0; i < 100; i += 1) {
    await log.append(bytes(`record ${i}`));
    expect(log.numSegments).toBeLessThanOrEqual(4);
  }
  expect(folder.list().length).toBe(4);
  await log.release(50);
  expect(folder.list()).toEqual(['00000004.log']);
  for (let i = 100; i < 120; i += 1) await log.append(bytes(`record ${i}`));
  expect(log.numSegments).toBeGreaterThan(1);
  await log.release(120);
  expect(log.numSegments).toBe(1);
  expect(open(folder).found.at(-1)).toBe('record 119');
  await log.close();
  expect(folder.list()).toEqual([]);
});

test('S37 a file that somebody cut or took away is left behind', async () => {
  const folder = new MemorySegmentFolder();
  const { log } = open(folder, { clock: new ManualClock() });
  for (const text of ['a', 'b']) await log.append(bytes(text));
  await log.close();
  const { log: again } = open(folder);
  folder.files.clear();
  await again.append(bytes('c'));
  expect(open(folder).found).toEqual(['c']);
});

/** What a log is put through. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('append' as const), numBytes: fc.nat(900) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('sync' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('release' as const), back: fc.nat(10) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('crash' as const),
      survives: fc.array(fc.boolean(), { minLength: 1 }),
    }),
  },
);

/** @returns how many durable records were missing after crashes */
async function play(
  steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[],
  lies = false,
): Promise<number> {
  let folder = new MemorySegmentFolder();
  let { log, found } = open(folder, { segmentBytes: 2000 });
  let text = 0;
  let missing = 0;
  /** In order: what is kept, is it durable. */
  let model: { text: string; isDurable: boolean; sequence: number }[] = [];
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 20; i += 1) await Promise.resolve();
  };
  const use = (next: MemorySegmentFolder): void => {
    folder = next;
    folder.gates = [];
    folder.ignoresSync = lies;
  };
  use(folder);
  for (const each of steps) {
    if (each.do === 'append') {
      const entry = {
        text: `${text}:${'x'.repeat(each.numBytes)}`,
        isDurable: false,
        sequence: log.nextSequence,
      };
      text += 1;
      model.push(entry);
      log.append(bytes(entry.text)).then(
        () => {
          entry.isDurable = true;
        },
        () => {},
      );
    } else if (each.do === 'sync') {
      folder.step();
    } else if (each.do === 'release') {
      const durable = model.filter(({ isDurable }) => isDurable);
      const upTo = durable.at(-1 - each.back)?.sequence ?? 0;
      await log.release(upTo);
      model = model.filter(({ sequence }) => sequence > upTo);
    } else {
      let i = 0;
      use(folder.afterPowerCut(() => each.survives[i++ % each.survives.length] as boolean));
      ({ log, found } = open(folder, { segmentBytes: 2000 }));
      const kept = new Set(found);
      missing += model.filter((entry) => entry.isDurable && !kept.has(entry.text)).length;
      // Nothing but what was written, each once, in order.
      expect(kept.size).toBe(found.length);
      const numbers = found.map((each) => Number.parseInt(each, 10));
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
      for (const each of found) expect(each).toMatch(/^\d+:x*$/);
      model = model.filter((entry) => kept.has(entry.text));
      for (const entry of model) entry.isDurable = true;
    }
    await settle();
  }
  return missing;
}

test('S37 whatever is appended, synced, released and cut short, what was durable is there, once and in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      expect(await play([...steps, { do: 'crash', survives: [false, true] }])).toBe(0);
    }),
    { numRuns: 400 },
  );
});

test('control: on a disk whose sync does nothing, records that were durable are missing', async () => {
  let missing = 0;
  for (const steps of fc.sample(fc.array(step, { minLength: 30, maxLength: 60 }), { numRuns: 50, seed: 4 }))
    missing += await play([...steps, { do: 'crash', survives: [false] }], true);
  expect(missing).toBeGreaterThan(0);
});
