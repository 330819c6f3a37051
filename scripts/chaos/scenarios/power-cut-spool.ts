import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DiskSpool } from '../../../apps/tweet-reader/src/server/disk-spool/disk-spool.ts';
import { SystemClock } from '../../../engine/src/time/clock.ts';
import { childrenOf } from '../children-of.ts';
import { CrashDisk } from '../crash-disk.ts';
import type { DiskOperation } from '../disk-operation.ts';
import { freePort } from '../free-port.ts';
import { LiveSource } from '../live-source.ts';
import { writeImage } from '../open-image.ts';
import { startEngine } from '../product.ts';
import { readTrace, TRACE_OPTIONS } from '../read-trace.ts';
import { requireStrace } from '../require-strace.ts';
import { must, mustFail, type Scenario, type Trial } from '../scenario.ts';
import { readSpooled } from '../spooled.ts';

const RATE = 200;
const RECORDED_MS = 4000;

interface Recording {
  readonly folder: string;
  readonly operations: readonly DiskOperation[];
  /** What the reader had in its spool in the end, by number. */
  readonly records: ReadonlyMap<number, string>;
}

/** A live reader is recorded, system call by system call; then the power goes at random moments. */
export const powerCutSpool: Scenario = {
  name: 'power-cut-spool',
  about: 'crash images of a live reader’s spool from a recorded run',
  async run(trial) {
    requireStrace();
    const numCuts = trial.amount(200, 2000);
    const recorded = await record(trial);
    const { problems, numSent, numToldDamaged } = await cutPower(trial, recorded, numCuts);
    must(problems.length === 0, `${problems.length} of ${numCuts} power cuts did harm`, problems.slice(0, 8));
    must(numToldDamaged === 0, `${numToldDamaged} times what was being written was told as damage`);
    const unsynced = recorded.operations.filter(({ kind }) => kind !== 'sync');
    const control = await cutPower(trial, { ...recorded, operations: unsynced }, numCuts);
    mustFail(control.problems.length > 0, 'a spool that is not synced');
    return {
      ...{ cuts: numCuts, operations: recorded.operations.length, 'with something sent': numSent, bad: 0 },
      'control unsynced': `${control.problems.length}/${numCuts}`,
    };
  },
};

async function record(trial: Trial): Promise<Recording> {
  const source = await LiveSource.start(trial, RATE);
  const port = await freePort();
  const folder = join(trial.folder, 'reader', 'spool-x');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const traced = join(trial.folder, 'strace.txt');
  const reader = await source.startReader({ port, through: ['strace', ...TRACE_OPTIONS, '-o', traced] });
  const engine = startEngine(trial, {
    database: join(trial.folder, 'engine.db'),
    reader: port,
    batchMs: 1000,
  });
  await engine.until(/counting from/);
  source.flow();
  await sleep(RECORDED_MS);
  source.pause();
  await sleep(500);
  for (const pid of childrenOf(reader.child.pid ?? 0)) process.kill(pid, 'SIGTERM');
  await reader.ended;
  await engine.stop();
  await source.close();
  return {
    folder,
    operations: [...readTrace(readFileSync(traced, 'utf8'), folder)],
    records: readSpooled(folder),
  };
}

async function cutPower(trial: Trial, { folder, operations, records }: Recording, numCuts: number) {
  const { random } = trial;
  const cuts = Array.from({ length: numCuts }, () => random.integer(1, operations.length)).sort(
    (a, b) => a - b,
  );
  const to = join(trial.folder, 'image');
  const disk = new CrashDisk();
  const problems: string[] = [];
  let done = 0;
  let sent = 0;
  let numSent = 0;
  let numToldDamaged = 0;
  for (const cut of cuts) {
    for (; done < cut; done += 1) {
      const operation = operations[done] as DiskOperation;
      disk.apply(operation);
      if (operation.kind !== 'told') continue;
      for (const [, number] of operation.text.matchAll(/\{"s":(\d+),"r":/g))
        sent = Math.max(sent, Number(number));
    }
    if (sent > 0) numSent += 1;
    writeImage(disk.image(random), folder, to);
    const { wrong, isToldDamaged } = await look(to, sent, records);
    if (isToldDamaged) numToldDamaged += 1;
    if (wrong !== '') problems.push(`cut at ${cut} of ${operations.length}: ${wrong}`);
  }
  return { problems, numSent, numToldDamaged };
}

interface Found {
  /** What is wrong; '': nothing. */
  readonly wrong: string;
  /** Of a group that was not synced a part was missing, with more behind it: kept, and told as damage. */
  readonly isToldDamaged: boolean;
}

async function look(folder: string, sent: number, records: ReadonlyMap<number, string>): Promise<Found> {
  try {
    const spool = await DiskSpool.open({
      ...{ folder, clock: new SystemClock(), mayWait: false },
      onProgress: () => {},
      log: () => {},
    });
    const { next, recovery } = spool;
    await spool.close({ isOver: false });
    const kept = readSpooled(folder);
    const changed = [...records.keys()].find(
      (number) => number <= sent && kept.get(number) !== records.get(number),
    );
    const isToldDamaged = recovery.corrupt.length > 0;
    if (next <= sent) return { wrong: `sent up to ${sent}, and the next is ${next}`, isToldDamaged };
    return {
      wrong: changed === undefined ? '' : `record ${changed} was sent, and is another now`,
      isToldDamaged,
    };
  } catch (error) {
    return { wrong: (error as Error).message, isToldDamaged: false };
  }
}
