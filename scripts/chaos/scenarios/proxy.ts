import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../fixture/random.ts';
import { readTotals } from '../database.ts';
import { type ConnectionFaults, FaultProxy } from '../fault-proxy.ts';
import { freePort } from '../free-port.ts';
import { mustBeExact } from '../must-be-exact.ts';
import { Oracle } from '../oracle.ts';
import { PATIENCE_MS, type Running } from '../processes.ts';
import { finishReplay, startEngine, startReplay } from '../product.ts';
import { RawSource } from '../raw-source.ts';
import { type Figures, must, mustFail, type Scenario, type Trial } from '../scenario.ts';
import { untilTrue } from '../until-true.ts';
import { writeRecording } from '../write-recording.ts';

const BATCH_MS = 10_000;
const RATE = 1000;
/** What a kill takes, to begin with. */
const SECONDS_A_KILL = 3;
/** The recording must not be over before the last kill. */
const SPARE = 1.5;

/** A network that delays, cuts up, slows down and breaks connections, and both ends killed meanwhile. */
export const proxy: Scenario = {
  name: 'proxy',
  about: 'a bad network between reader and engine, both killed now and then',
  async run(trial) {
    const figures = await throughProxy(trial);
    const lost = await rawControl(trial);
    mustFail(lost > 0, 'a raw source over the same network loses');
    return { ...figures, 'control lost': lost };
  },
};

async function throughProxy(trial: Trial): Promise<Figures> {
  const { seed, folder, random } = trial;
  const numTweets = trial.amount(300_000, 3_000_000);
  const wanted = { engine: trial.amount(30, 60), reader: trial.amount(10, 30) };
  const file = join(folder, 'recording.ndjson');
  const oracle = new Oracle(BATCH_MS);
  writeRecording(file, numTweets, { seed, start: 1_795_336_800_000, ratePerSecond: RATE }, (line) =>
    oracle.line(line),
  );
  const port = await freePort();
  let hasFaults = true;
  const network = await FaultProxy.start({
    target: port,
    faults: () => (hasFaults ? drawFaults(random) : {}),
  });
  const database = join(folder, 'engine.db');
  const left = { ...wanted };
  const numWanted = wanted.engine + wanted.reader;
  const startedAt = performance.now();
  /** Slow enough that there is something to break until the last kill. */
  const startReader = (): Promise<Running> => {
    const numLeft = Math.max(1, left.engine + left.reader);
    const secondsPassed = (performance.now() - startedAt) / 1000;
    const each = numLeft === numWanted ? SECONDS_A_KILL : secondsPassed / (numWanted - numLeft);
    const seconds = (numTweets - numCounted(database)) / RATE;
    return startReplay(trial, {
      file,
      port,
      speed: `${Math.max(1, seconds / (numLeft * each * SPARE)).toFixed(1)}x`,
    });
  };
  const start = (): Running => startEngine(trial, { database, reader: network.port, batchMs: BATCH_MS });

  let reader = await startReader();
  let engine = start();
  let resets = 0;
  while (left.engine + left.reader > 0) {
    await engine.until(/counting from/);
    await sleep(100 + random.next() * 700);
    resets += random.chance(0.5) ? network.reset() : 0;
    if (reader.isOver && (await reader.ended).code === 0) break;
    must(!engine.isOver && !reader.isOver, 'a process ended by itself', [engine.said, reader.said]);
    if (random.next() * (left.engine + left.reader) < left.engine) {
      left.engine -= 1;
      await engine.kill();
      engine = start();
    } else {
      left.reader -= 1;
      await reader.kill();
      reader = await startReader();
    }
  }
  hasFaults = false;
  const done = { engine: wanted.engine - left.engine, reader: wanted.reader - left.reader };
  must(2 * done.engine >= wanted.engine, `the recording was over after ${done.engine} kills of the engine`);
  await reader.kill();
  const underFaults = numCounted(database);
  await finishReplay(trial, { file, port, database, numRecords: numTweets });
  await engine.stop();
  await network.close();
  const cells = await mustBeExact(trial, database, oracle);
  return {
    tweets: numTweets,
    'counted by then': underFaults,
    'engine kills': done.engine,
    'reader kills': done.reader,
    connections: network.numConnections,
    resets,
    cells,
  };
}

/** Records that a database has counted; 0: there is none yet. */
function numCounted(database: string): number {
  try {
    return readTotals(database).posts;
  } catch {
    return 0;
  }
}

/** One kind of trouble, or two, for a connection. */
function drawFaults(random: Random): ConnectionFaults {
  const kinds: (() => ConnectionFaults)[] = [
    () => ({}),
    () => ({ latencyMs: random.integer(5, 200) }),
    () => ({ bytesPerSecond: random.integer(200_000, 2_000_000), sliceBytes: 16_384 }),
    () => ({ sliceBytes: random.integer(7, 900) }),
    () => ({ resetAfterBytes: random.integer(1000, 3_000_000) }),
    () => ({ endAfterBytes: random.integer(1000, 3_000_000) }),
  ];
  return { ...random.pick(kinds)(), ...random.pick(kinds)() };
}

/** @returns how many posts were lost without numbers, acks and resume, the network alone being bad */
async function rawControl(trial: Trial): Promise<number> {
  const { seed, folder } = trial;
  const source = await RawSource.start({ seed, repeat: 0, ratePerSecond: 3000 });
  const network = await FaultProxy.start({ target: source.port });
  const start = (name: string, reader: number): Running =>
    startEngine(trial, { database: join(folder, `${name}.db`), reader, batchMs: 1000, name });
  const engine = start('raw', network.port);
  // Beside it one whose network is good: what that one counts is what could have been counted.
  const undisturbed = start('raw-undisturbed', source.port);
  await untilTrue(() => source.numConnections === 2, PATIENCE_MS);
  source.flow();
  for (let done = 0; done < 4; done += 1) {
    await engine.until(/"posts":[1-9]/);
    await sleep(500);
    network.reset();
  }
  await sleep(1000);
  source.pause();
  const wasAllCounted = await untilTrue(
    () => readTotals(join(folder, 'raw-undisturbed.db')).posts === source.numLines,
    PATIENCE_MS,
  );
  must(wasAllCounted, 'a raw source over a good network loses too');
  await Promise.all([engine.stop(), undisturbed.stop()]);
  await Promise.all([source.close(), network.close()]);
  return source.numLines - readTotals(join(folder, 'raw.db')).posts;
}
