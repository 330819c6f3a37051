import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { MemorySegmentFolder } from '../../checkpoint/testing/memory-segment-folder.ts';
import { until } from '../../testing/until.ts';
import { liveOn, PlayedDatabase, strictReader } from './logged-test-support.ts';
import { listen } from './test-support.ts';

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

const at = (sequence: number): number => 1000 + sequence * 7;
const all = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

async function readerOf(numRecords: number) {
  const reader = await strictReader(numRecords, at);
  opened.push(() => reader.close());
  return reader;
}

test('P10 an ack comes after the sync of its block, and before its batch is committed', async () => {
  const reader = await readerOf(10);
  const folder = new MemorySegmentFolder();
  folder.gates = [];
  const database = new PlayedDatabase();
  const life = liveOn(reader.port, database, folder, () => false);
  opened.push(life.stop);
  await until(() => folder.gates?.length === 1);
  for (let turn = 0; turn < 100; turn += 1) await new Promise(setImmediate);
  expect(reader.state.acked).toBe(0);
  folder.gates = folder.gates?.splice(0).filter((open) => open());
  folder.gates = undefined;
  await until(() => reader.state.acked === 10);
  expect(database.batches.size).toBe(0);
});

test('P11 a killed engine counts what it had logged, and asks for what neither it nor its database has', async () => {
  const reader = await readerOf(200);
  const database = new PlayedDatabase();
  let numCommits = 0;
  const first = liveOn(reader.port, database, undefined, () => ++numCommits <= 3);
  opened.push(first.stop);
  await until(() => reader.state.acked === 200 && numCommits > 3);
  first.die();
  reader.cut();
  await first.ssc.stop();
  expect(database.ids.length).toBeLessThan(200);

  const second = liveOn(
    reader.port,
    database,
    first.folder.afterPowerCut(() => false),
  );
  opened.push(second.stop);
  await second.ssc.awaitSourcesEnded();
  expect(second.log.report.numReplayed).toBe(200 - numIn(database, 3));
  expect(reader.state.asked).toEqual([1, 201]);
  expect(database.ids).toEqual(all(200));
});

/** Records of the first batches. */
function numIn(database: PlayedDatabase, numBatches: number): number {
  const times = [...database.batches.keys()].sort((a, b) => a - b).slice(0, numBatches);
  return times.reduce((sum, time) => sum + (database.batches.get(time)?.length ?? 0), 0);
}

test('P11 what is damaged in the log is asked of the reader again, and what follows it too', async () => {
  const reader = await readerOf(200);
  const database = new PlayedDatabase();
  const first = liveOn(reader.port, database, undefined, () => false);
  opened.push(first.stop);
  await until(() => reader.state.acked === 200);
  first.die();
  reader.cut();
  await first.ssc.stop();
  const folder = first.folder.afterPowerCut(() => true);
  const [name = ''] = [...folder.list()].sort();
  const bytes = folder.read(name);
  bytes[600] = (bytes[600] as number) ^ 4;
  folder.put(name, bytes);
  // Acked or not, this reader keeps everything for an hour.
  reader.state.acked = 0;

  const second = liveOn(reader.port, database, folder);
  opened.push(second.stop);
  await second.ssc.awaitSourcesEnded();
  const { numReplayed } = second.log.report;
  expect(numReplayed).toBeLessThan(200);
  expect(reader.state.asked).toEqual([1, numReplayed + 1]);
  expect(database.ids).toEqual(all(200));
});

test('P12 lines of a plain peer are durable from receipt on, and numbered on after a restart', async () => {
  const peer = await listen((socket, number) => {
    if (number === 1) socket.write('one #a\ntwo #b\n');
    if (number === 2) socket.write('three #c\n');
  });
  opened.push(() => peer.close());
  const database = new PlayedDatabase();
  const first = liveOn(peer.port, database, undefined, () => false);
  opened.push(first.stop);
  await until(
    () =>
      first.stream.counters.records === 2 && first.log.pendingBytes === 0 && first.folder.list().length > 0,
  );
  first.die();
  for (const { socket } of peer.peers) socket.destroy();
  const folder = first.folder.afterPowerCut(() => false);
  await first.ssc.stop();

  const second = liveOn(peer.port, database, folder);
  opened.push(second.stop);
  expect(second.log.report.numReplayed).toBe(2);
  const [position, ...others] = second.log.positions;
  expect(others).toEqual([]);
  expect(position).toMatchObject({ source: 'raw', next: 3 });
  await until(() => database.ids.length >= 2);
  await until(() => second.stream.counters.records === 1);
  await until(() => database.positions.get(position?.epoch ?? '') === 4);
  const texts = [...database.batches.values()]
    .flat()
    .map((text) => (JSON.parse(text) as { text: string }).text);
  expect(texts).toEqual(['one #a', 'two #b', 'three #c']);
}, 240_000);

test('P11 a log of another database is set aside', async () => {
  const reader = await readerOf(100);
  const database = new PlayedDatabase();
  let numCommits = 0;
  const first = liveOn(reader.port, database, undefined, () => ++numCommits <= 2);
  opened.push(first.stop);
  await until(() => numCommits > 2 && reader.state.acked === 100);
  first.die();
  reader.cut();
  await first.ssc.stop();
  // Written after a commit, it knows of it.
  await first.log.append({
    block: {
      batchTime: 9000,
      bytes: Buffer.from('{}\n'),
      numRecords: 1,
      epoch: 'e1',
      fromSequence: 101,
      untilSequence: 102,
      numLate: 0,
    },
    ...{ source: 'replay', clock: 'recorded', lastAt: 9000 },
  });
  const folder = first.folder.afterPowerCut(() => true);
  const fresh = liveOn(reader.port, new PlayedDatabase(), folder);
  opened.push(fresh.stop);
  expect(fresh.log.report).toMatchObject({ numReplayed: 0 });
  expect(fresh.log.report.othersKeptAs.length).toBeGreaterThan(0);
  for (const name of fresh.log.report.othersKeptAs) expect(folder.read(name).length).toBeGreaterThan(0);
});

interface Life {
  readonly numTurns: number;
  readonly numCommits: number;
}

/** Lives of one database and its log, each ended by a power cut after so many turns. */
async function runLives(lives: readonly Life[], survives: readonly boolean[], ignoresSync = false) {
  const numRecords = 300;
  const reader = await strictReader(numRecords, at);
  const database = new PlayedDatabase();
  let folder = new MemorySegmentFolder();
  try {
    for (const { numTurns, numCommits } of lives) {
      folder.ignoresSync = ignoresSync;
      let numDone = 0;
      const life = liveOn(reader.port, database, folder, () => ++numDone <= numCommits);
      for (let turn = 0; turn < numTurns; turn += 1) await new Promise(setImmediate);
      life.die();
      reader.cut();
      let i = 0;
      folder = folder.afterPowerCut(() => survives[i++ % survives.length] as boolean);
      await life.stop();
    }
    const last = liveOn(reader.port, database, folder);
    await last.ssc.awaitSourcesEnded();
    await last.stop();
    return { ids: database.ids, segments: folder.list() };
  } finally {
    await reader.close();
  }
}

test('P11 whenever the power is cut, each record is counted once, though the reader keeps nothing that was acked', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ numTurns: fc.nat(400), numCommits: fc.nat(15) }), { maxLength: 4 }),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 9 }),
      async (lives, survives) => {
        expect(await runLives(lives, survives)).toEqual({ ids: all(300), segments: [] });
      },
    ),
    { numRuns: 40 },
  );
}, 240_000);

test('control: when acks do not wait for the disk, a power cut loses records', async () => {
  let lost = 0;
  for (const numTurns of [50, 100, 200, 400])
    lost += 300 - (await runLives([{ numTurns, numCommits: 2 }], [false], true)).ids.length;
  expect(lost).toBeGreaterThan(0);
}, 240_000);
