import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chaosLines } from '../chaos-tweets.ts';
import { childrenOf } from '../children-of.ts';
import { CrashDisk } from '../crash-disk.ts';
import { integrityOf } from '../database.ts';
import type { DiskOperation } from '../disk-operation.ts';
import { mustBeExact } from '../must-be-exact.ts';
import { openImage, writeImage } from '../open-image.ts';
import { Oracle } from '../oracle.ts';
import { partialBatches } from '../partial-batches.ts';
import { PATIENCE_MS } from '../processes.ts';
import { startEngine, untilCounted } from '../product.ts';
import { readTrace, TRACE_OPTIONS } from '../read-trace.ts';
import { requireStrace } from '../require-strace.ts';
import { must, mustFail, type Scenario, type Trial } from '../scenario.ts';
import { CHAOS_EPOCH, ScriptedReader } from '../scripted-reader.ts';
import { untilTrue } from '../until-true.ts';

const BATCH_MS = 1000;
const RATE = 20;
const NUM_RECORDS = 30 * RATE;
const WEAKEN = fileURLToPath(new URL('../preload/weaken-sqlite.ts', import.meta.url));

interface Recording {
  readonly folder: string;
  readonly operations: readonly DiskOperation[];
}

/** A run of 30 batches is recorded, system call by system call; then the power goes at random moments of it. */
export const powerCut: Scenario = {
  name: 'power-cut',
  about: 'crash images of database and log from a recorded run',
  async run(trial) {
    requireStrace();
    const options = { seed: trial.seed, start: 1_795_336_800_000, ratePerSecond: RATE };
    const lines = [...chaosLines(NUM_RECORDS, options)];
    const oracle = new Oracle(BATCH_MS);
    for (const line of lines) oracle.line(line);
    const numCuts = trial.amount(200, 2000);
    const numControlCuts = Math.max(50, Math.round(numCuts / 4));

    const recorded = await record(trial, 'full', lines, {});
    const cuts = await cutPower(trial, recorded, oracle, numCuts);
    must(
      cuts.problems.length === 0,
      `${cuts.problems.length} of ${numCuts} power cuts did harm`,
      cuts.problems.slice(0, 8),
    );
    await goOn(trial, recorded, lines, oracle);

    const unsynced = { ...recorded, operations: recorded.operations.filter((one) => !isLogSync(one)) };
    const log = await cutPower(trial, unsynced, oracle, numControlCuts);
    mustFail(log.problems.length > 0, 'a log that is not synced');
    const weak: Record<string, string> = {};
    for (const level of ['NORMAL', 'OFF']) {
      const env = { NODE_OPTIONS: `--import=${WEAKEN}`, CHAOS_SYNCHRONOUS: level };
      const { problems } = await cutPower(
        trial,
        await record(trial, level, lines, env),
        oracle,
        numControlCuts,
      );
      mustFail(problems.length > 0, `synchronous=${level}`);
      weak[`control ${level}`] = `${problems.length}/${numControlCuts}`;
    }
    return {
      ...{
        cuts: numCuts,
        operations: recorded.operations.length,
        'with something acked': cuts.numAcked,
        bad: 0,
      },
      ...weak,
      'control log': `${log.problems.length}/${numControlCuts}`,
    };
  },
};

/** Two lives of an engine, the first ended in the middle, both in order: WAL, checkpoints, log and all. */
async function record(
  trial: Trial,
  name: string,
  lines: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Recording> {
  const folder = join(trial.folder, name);
  const data = join(folder, 'data');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const database = join(data, 'engine.db');
  const reader = await ScriptedReader.start({ lines, together: RATE, everyMs: 60 });
  const operations: DiskOperation[] = [];
  for (const life of [1, 2]) {
    const traced = join(folder, `strace-${life}.txt`);
    const through = ['strace', ...TRACE_OPTIONS, '-o', traced];
    const engine = startEngine(trial, {
      database,
      reader: reader.port,
      batchMs: BATCH_MS,
      name,
      through,
      env,
    });
    if (life === 1) await untilTrue(() => reader.acked >= NUM_RECORDS / 2 || engine.isOver, PATIENCE_MS);
    else await untilCounted(database, NUM_RECORDS);
    must(!engine.isOver, 'the recorded engine ended', [engine.said.slice(-2000)]);
    await sleep(100);
    for (const pid of childrenOf(engine.child.pid ?? 0)) process.kill(pid, 'SIGTERM');
    await engine.ended;
    operations.push(...readTrace(readFileSync(traced, 'utf8'), data));
  }
  await reader.close();
  return { folder: data, operations };
}

/** Cuts the power so many times, at random, and looks at what is found. */
async function cutPower(trial: Trial, { folder, operations }: Recording, oracle: Oracle, numCuts: number) {
  const { random } = trial;
  const cuts = Array.from({ length: numCuts }, () => random.integer(1, operations.length)).sort(
    (a, b) => a - b,
  );
  const to = join(trial.folder, 'image');
  const database = join(to, 'engine.db');
  const disk = new CrashDisk();
  const problems: string[] = [];
  let done = 0;
  let acked = 0;
  let numAcked = 0;
  let told = '';
  const toldBatches = new Set<number>();
  for (const cut of cuts) {
    for (; done < cut; done += 1) {
      const operation = operations[done] as DiskOperation;
      disk.apply(operation);
      if (operation.kind !== 'told') continue;
      told = (told + operation.text).slice(-4096);
      for (const [, ack] of told.matchAll(/\{"ack":(\d+)\}\n/g)) acked = Math.max(acked, Number(ack));
      for (const [, batch] of told.matchAll(/"batch_time":(\d+)[^\n]*\n/g)) toldBatches.add(Number(batch));
    }
    if (acked > 0) numAcked += 1;
    writeImage(disk.image(random), folder, to);
    const wrong = await problemOf(database, { acked, toldBatches, oracle });
    if (wrong !== '') problems.push(`cut at ${cut} of ${operations.length}: ${wrong}`);
  }
  return { problems, numAcked };
}

interface Promised {
  readonly acked: number;
  readonly toldBatches: ReadonlySet<number>;
  readonly oracle: Oracle;
}

/** What is wrong with an image; '': nothing. */
async function problemOf(database: string, { acked, toldBatches, oracle }: Promised): Promise<string> {
  try {
    const { next, warnings } = await openImage(database, BATCH_MS, CHAOS_EPOCH);
    if (next <= acked) return `acked up to ${acked}, and the next is ${next}`;
    if (warnings.length > 0) return warnings.join('; ');
    const integrity = integrityOf(database);
    if (integrity !== 'ok') return integrity;
    const { count, first, batches } = partialBatches(database, oracle.cells);
    if (count > 0) return `${count} cells are wrong: ${first[0]}`;
    const lost = [...toldBatches].filter((batch) => !batches.has(batch));
    return lost.length > 0 ? `${lost.length} batches that were told are gone` : '';
  } catch (error) {
    return (error as Error).message;
  }
}

/** Some images, from which an engine goes on to the end. */
async function goOn(
  trial: Trial,
  { folder, operations }: Recording,
  lines: readonly string[],
  oracle: Oracle,
) {
  for (let left = 3; left > 0; left -= 1) {
    const disk = new CrashDisk();
    for (const operation of operations.slice(0, trial.random.integer(1, operations.length)))
      disk.apply(operation);
    const to = join(trial.folder, `go-on-${left}`);
    writeImage(disk.image(trial.random), folder, to);
    const database = join(to, 'engine.db');
    const reader = await ScriptedReader.start({ lines, together: 200, everyMs: 10 });
    const engine = startEngine(trial, { database, reader: reader.port, batchMs: BATCH_MS, name: 'go-on' });
    await engine.until(/counting from/);
    await untilCounted(database, NUM_RECORDS);
    await engine.stop();
    await reader.close();
    await mustBeExact(trial, database, oracle);
  }
}

function isLogSync(operation: DiskOperation): boolean {
  return operation.kind === 'sync' && /-log(\/|$)/.test(operation.path);
}
