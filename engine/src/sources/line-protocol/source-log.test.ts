import { expect, test } from 'vitest';
import { MemorySegmentFolder } from '../../checkpoint/testing/memory-segment-folder.ts';
import type { StampedBlock } from '../../receiver/source-time.ts';
import { ManualClock } from '../../testing/manual-clock.ts';
import { until } from '../../testing/until.ts';
import { LoggedSink } from './logged-sink.ts';
import { SourceLog } from './source-log.ts';
import { FakeSink } from './test-support.ts';

const clock = new ManualClock();

function open(
  folder: MemorySegmentFolder,
  lastBatchTime = -Infinity,
  committed: Record<string, number> = {},
): SourceLog {
  return new SourceLog({
    folder,
    clock,
    lastBatchTime,
    segmentBytes: 400,
    committed: (_source, epoch) => committed[epoch],
  });
}

function blockOf(
  batchTime: number,
  epoch: string,
  fromSequence: number,
  untilSequence: number,
): StampedBlock {
  const numRecords = untilSequence - fromSequence;
  const bytes = Buffer.from('{}\n'.repeat(numRecords));
  return { batchTime, bytes, numRecords, epoch, fromSequence, untilSequence, numLate: 0 };
}

async function append(log: SourceLog, ...blocks: StampedBlock[]): Promise<void> {
  for (const block of blocks)
    await log.append({ block, source: 'x', clock: 'live', lastAt: block.batchTime });
}

const shown = (log: SourceLog): string[] =>
  log
    .takeReplay()
    .map(({ block }) => `${block.batchTime}:${block.epoch}:${block.fromSequence}-${block.untilSequence}`);

test('P11 an epoch that was replaced comes again as far as its batches were not committed', async () => {
  const folder = new MemorySegmentFolder();
  const log = open(folder);
  await append(
    log,
    blockOf(10, 'a', 1, 5),
    blockOf(20, 'a', 5, 9),
    blockOf(10, 'b', 1, 3),
    blockOf(20, 'b', 3, 4),
  );
  // The database knows one epoch of a live source: the newer one.
  const again = open(folder, 10, { b: 3 });
  expect(shown(again)).toEqual(['20:a:5-9', '20:b:3-4']);
  expect(again.positions.map(({ epoch, next }) => [epoch, next])).toEqual([
    ['a', 9],
    ['b', 4],
  ]);
});

test('P11 where a reader had lost its tail, its new records under old numbers come again', async () => {
  const folder = new MemorySegmentFolder();
  await append(open(folder), blockOf(10, 'a', 1, 101), blockOf(20, 'a', 90, 95));
  expect(shown(open(folder, 10, { a: 101 }))).toEqual(['20:a:90-95']);
  const committed = open(folder, 20, { a: 95 });
  expect(shown(committed)).toEqual([]);
  expect(committed.positions).toMatchObject([{ epoch: 'a', next: 95 }]);
});

test('P11 what a database that went back in time has not, and the log neither, is asked of the reader', async () => {
  const folder = new MemorySegmentFolder();
  const log = open(folder, 10, { a: 50 });
  await append(log, blockOf(20, 'a', 50, 60));
  const again = open(folder, 5, { a: 30 });
  expect(shown(again)).toEqual([]);
  expect(again.report.numAskedAgain).toBe(10);
  expect(again.positions).toEqual([]);
  // It is gone for good: what the reader sends again is there once.
  await append(again, blockOf(10, 'a', 30, 50), blockOf(20, 'a', 50, 60));
  expect(shown(open(folder, 5, { a: 30 }))).toEqual(['10:a:30-50', '20:a:50-60']);
});

test('P11 a database that went back to before it knew the stream asks the reader for all of it', async () => {
  const folder = new MemorySegmentFolder();
  // Batch 20 has all that came before number 22; the log had been emptied, and the database is that of batch 10.
  await append(open(folder, 20, { a: 22 }), blockOf(30, 'a', 22, 26));
  const again = open(folder, 10);
  expect(shown(again)).toEqual([]);
  expect(again.report.numAskedAgain).toBe(4);
  expect(again.positions).toEqual([]);
  // Where it did not go back, the stream is one that no batch has had records of.
  await append(again, blockOf(40, 'b', 7, 9));
  expect(shown(open(folder, 10))).toEqual(['40:b:7-9']);
});

test('P11 a database put in the place of an older one does not count again what it has', async () => {
  const folder = new MemorySegmentFolder();
  // Engine and reader agreed on 132, by a database of batch 10; then comes one that had counted up to 248.
  const log = open(folder, 10, { a: 132 });
  await append(log, blockOf(60, 'a', 132, 160), blockOf(60, 'a', 160, 310), blockOf(70, 'a', 310, 316));
  const again = open(folder, 50, { a: 248 });
  expect(shown(again)).toEqual([]);
  expect(again.report.numAskedAgain).toBe(184);
  expect(again.positions).toEqual([]);
});

test('P11 a reader that had lost its tail before the log was begun: its new records come again', async () => {
  const folder = new MemorySegmentFolder();
  await append(open(folder, 10, { a: 101 }), blockOf(20, 'a', 90, 95), blockOf(30, 'a', 95, 98));
  expect(shown(open(folder, 10, { a: 101 }))).toEqual(['20:a:90-95', '30:a:95-98']);
});

test('P11 what the reader had lost for a database that went back in time is no hole in the log', async () => {
  const folder = new MemorySegmentFolder();
  const old = open(folder, 200, { e: 5 });
  await append(old, blockOf(300, 'e', 5, 7));
  // The database is older now, and the reader holds nothing before 7 any more.
  const log = open(folder, 100, { e: 3 });
  expect(shown(log)).toEqual([]);
  await append(log, blockOf(400, 'e', 7, 8), blockOf(500, 'e', 8, 9));
  const next = open(folder, 100, { e: 3 });
  expect(shown(next)).toEqual(['400:e:7-8', '500:e:8-9']);
  expect(next.positions.at(-1)?.next).toBe(9);
});

test('S38 what is committed leaves the log, all of it when it is closed', async () => {
  const folder = new MemorySegmentFolder();
  const log = open(folder);
  for (let i = 1; i <= 30; i += 1) {
    await append(log, blockOf(10 * i, 'a', i, i + 1));
    log.committed(10 * i - 10);
    await Promise.resolve();
    expect(log.numSegments).toBeLessThanOrEqual(3);
  }
  log.committed(300);
  await log.close();
  expect(folder.list()).toEqual([]);
});

test('P10 what is said after a block comes after it, and counts as said for what follows', async () => {
  const folder = new MemorySegmentFolder();
  folder.gates = [];
  const sink = new FakeSink();
  const durable: number[] = [];
  const logged = new LoggedSink({
    sink,
    log: open(folder),
    batchDuration: 10,
    about: () => ({ source: 'x', clock: 'live', lastAt: 1 }),
    onDurable: (_source, { untilSequence }) => durable.push(untilSequence),
    onFull: () => {},
  });
  logged.setConnection({ connected: true, clock: 'live' });
  logged.store(blockOf(10, 'a', 1, 2));
  logged.advanceWatermark(11);
  logged.advanceWatermark(25);
  logged.store(blockOf(30, 'a', 2, 3));
  logged.setConnection({ connected: false, clock: 'live' });
  logged.end();
  expect([sink.said, sink.blocks]).toEqual([['connected live'], []]);
  expect(logged.lastBatchTime).toBe(20);
  await until(() => folder.gates?.length === 1);
  folder.step();
  await until(() => folder.gates?.length === 1 || sink.blocks.length === 2);
  folder.step();
  await until(() => sink.blocks.length === 2);
  expect(sink.said).toEqual(['connected live', 'watermark 25', 'away live', 'end']);
  expect(durable).toEqual([2, 3]);
});

test('P10 a connection that broke and came back while a block was being synced closes no batch of what came since', async () => {
  const folder = new MemorySegmentFolder();
  folder.gates = [];
  const sink = new FakeSink();
  const logged = new LoggedSink({
    sink,
    log: open(folder),
    batchDuration: 10,
    about: () => ({ source: 'x', clock: 'live', lastAt: 1 }),
    onDurable: () => {},
    onFull: () => {},
  });
  logged.setConnection({ connected: true, clock: 'live' });
  logged.store(blockOf(10, 'a', 1, 2));
  await until(() => folder.gates?.length === 1);
  logged.setConnection({ connected: false, clock: 'live' });
  logged.setConnection({ connected: true, clock: 'live' });
  logged.store(blockOf(10, 'a', 2, 3));
  logged.setConnection({ connected: false, clock: 'live' });
  for (const numBlocks of [1, 2]) {
    await until(() => folder.gates?.length === 1);
    folder.step();
    await until(() => sink.blocks.length === numBlocks);
  }
  expect(sink.said).toEqual(['connected live', 'connected live', 'away live']);
});

test('P10 a disk that is slow makes the reader wait, within 8 MiB', async () => {
  const folder = new MemorySegmentFolder();
  folder.gates = [];
  const logged = new LoggedSink({
    sink: new FakeSink(),
    log: open(folder),
    batchDuration: 10,
    about: () => ({ source: 'x', clock: 'live', lastAt: 1 }),
    onDurable: () => {},
    onFull: () => {},
  });
  let numDrains = 0;
  logged.onDrain(() => {
    numDrains += 1;
  });
  const bytes = Buffer.alloc(1024 * 1024, '\n');
  const store = (from: number): boolean => logged.store({ ...blockOf(10, 'a', from, from + 1), bytes });
  const taken = Array.from({ length: 9 }, (_, i) => store(i + 1));
  expect(taken).toEqual([...Array(7).fill(true), false, false]);
  await until(() => folder.gates?.length === 1);
  expect(numDrains).toBe(0);
  folder.step();
  await until(() => numDrains === 1);
});
