import { watch } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../fixture/random.ts';
import { readPositions, readTotals } from '../database.ts';
import { FaultProxy } from '../fault-proxy.ts';
import { freePort } from '../free-port.ts';
import { mustBeExact } from '../must-be-exact.ts';
import { Oracle } from '../oracle.ts';
import { percentile } from '../percentile.ts';
import { PATIENCE_MS, type Running } from '../processes.ts';
import { finishReplay, startEngine, startReplay } from '../product.ts';
import { RawSource } from '../raw-source.ts';
import { type Figures, must, mustFail, type Scenario, type Trial } from '../scenario.ts';
import { untilTrue } from '../until-true.ts';
import { writeRecording } from '../write-recording.ts';

const BATCH_MS = 1000;
const RATE = 20;
const SPEED = 20;
const MAX_GAP_MS = 600;
/** Records that are acked and not counted. */
const MAX_WAITING = 10 * RATE * SPEED;
/** How long the recording is, at that speed, for each kill: it must not be over before the last. */
const SECONDS_A_KILL = 3;

/** Engine killed at random moments, a good part of them inside a commit, while a reader plays a seeded recording. */
export const killEngine: Scenario = {
  name: 'kill-engine',
  about: 'SIGKILL the engine at random moments under load',
  async run(trial) {
    const figures = await kills(trial, trial.amount(200, 1000));
    return { ...figures, ...(await rawControls(trial)) };
  },
};

async function kills(trial: Trial, numKills: number): Promise<Figures> {
  const { seed, folder, random } = trial;
  const recording = join(folder, 'recording.ndjson');
  const oracle = new Oracle(BATCH_MS);
  const numRecords = numKills * RATE * SPEED * SECONDS_A_KILL;
  writeRecording(recording, numRecords, { seed, start: 1_795_336_800_000, ratePerSecond: RATE }, (line) =>
    oracle.line(line),
  );

  const database = join(folder, 'engine.db');
  const readerPort = await freePort();
  const reader = await startReplay(trial, { file: recording, port: readerPort, speed: `${SPEED}x` });
  let killedAt = Number.NaN;
  const recoveries: number[] = [];
  let acked = 0;
  const proxy = await FaultProxy.start({
    target: readerPort,
    onEngineLine(line) {
      if (!line.startsWith('{"ack":')) return;
      acked = Math.max(acked, JSON.parse(line).ack);
      if (Number.isNaN(killedAt)) return;
      recoveries.push(performance.now() - killedAt);
      killedAt = Number.NaN;
    },
  });
  const start = (): Running => startEngine(trial, { database, reader: proxy.port, batchMs: BATCH_MS });

  let engine = start();
  let inCommit = 0;
  let done = 0;
  for (; done < numKills && !reader.isOver; done += 1) {
    if (await untilTimeToKill(engine, database, random)) inCommit += 1;
    // Killed again and again before it has counted what waits, a slow machine would come to nothing.
    if (acked > MAX_WAITING && acked - numCounted(database) > MAX_WAITING)
      await untilTrue(() => acked - numCounted(database) < MAX_WAITING / 2 || engine.isOver, PATIENCE_MS);
    must(!engine.isOver, 'the engine ended by itself', [engine.said.slice(-2000)]);
    killedAt = performance.now();
    await engine.kill();
    engine = start();
    if ((done + 1) % 50 === 0) trial.say(`${done + 1} kills, ${readTotals(database).batches} batches`);
  }
  must(done > numKills / 2, `the recording was over after ${done} of ${numKills} kills`);
  // Now let it finish: the same stream, as fast as it goes.
  await reader.kill();
  await finishReplay(trial, { file: recording, port: readerPort, database, numRecords });
  await engine.stop();
  await proxy.close();

  const cells = await mustBeExact(trial, database, oracle);
  return {
    kills: done,
    'at a commit': inCommit,
    tweets: numRecords,
    cells,
    'recovery p50 ms': percentile(recoveries, 50),
    'p99 ms': percentile(recoveries, 99),
  };
}

function numCounted(database: string): number {
  return Math.max(
    0,
    ...readPositions(database)
      .values()
      .map((next) => next - 1),
  );
}

/** Half of the kills fall into the start, a quarter into running, a quarter into a commit. @returns whether the last */
async function untilTimeToKill(engine: Running, database: string, random: Random): Promise<boolean> {
  const kind = random.integer(0, 3);
  const gapMs = random.next() * MAX_GAP_MS;
  if (kind < 2) {
    await sleep(gapMs);
    return false;
  }
  await engine.until(/counting from/);
  if (kind === 2) {
    await sleep(gapMs);
    return false;
  }
  return untilWritten(`${database}-wal`, random.integer(1, 6));
}

/** Waits for the n-th write to a file. @returns false: it was not written for a second */
function untilWritten(file: string, times: number): Promise<boolean> {
  return new Promise((resolve) => {
    let left = times;
    const finish = (wasWritten: boolean): void => {
      clearTimeout(timer);
      watcher.close();
      resolve(wasWritten);
    };
    const watcher = watch(dirname(file), (_event, name) => {
      if (name !== basename(file)) return;
      left -= 1;
      if (left === 0) finish(true);
    });
    const timer = setTimeout(() => finish(false), 1000);
  });
}

/** The same kills on a source without sequence numbers: one that forgets what it sent, one that sends it again. */
async function rawControls(trial: Trial): Promise<Figures> {
  const forgets = await rawRun(trial, 'raw-forgets', 0);
  mustFail(forgets < 0, 'a raw source loses what was on its way');
  const repeats = await rawRun(trial, 'raw-repeats', 20_000);
  mustFail(repeats > 0, 'a raw source that sends again counts twice');
  return { 'control lost': -forgets, 'control doubled': repeats };
}

/** @returns how many posts too many were counted; negative: how many were lost */
async function rawRun(trial: Trial, name: string, repeat: number): Promise<number> {
  const { seed, folder } = trial;
  const source = await RawSource.start({ seed, repeat, ratePerSecond: 2000 });
  source.flow();
  const database = join(folder, `${name}.db`);
  const start = (): Running => startEngine(trial, { database, reader: source.port, batchMs: BATCH_MS, name });
  let engine = start();
  for (let done = 0; done < 4; done += 1) {
    await engine.until(/"posts":[1-9]/);
    await sleep(trial.random.next() * MAX_GAP_MS);
    await engine.kill();
    engine = start();
  }
  await engine.until(/"posts":[1-9]/);
  source.pause();
  if (repeat > 0) await untilTrue(() => readTotals(database).posts > source.numLines, PATIENCE_MS);
  else await sleep(BATCH_MS + 1500);
  await engine.stop();
  await source.close();
  return readTotals(database).posts - source.numLines;
}
