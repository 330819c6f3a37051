import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../fixture/random.ts';
import { chaosLines } from '../chaos-tweets.ts';
import { childrenOf } from '../children-of.ts';
import { readPositions } from '../database.ts';
import { mustBeExact } from '../must-be-exact.ts';
import { Oracle } from '../oracle.ts';
import { partialBatches } from '../partial-batches.ts';
import type { Running } from '../processes.ts';
import { startEngine, untilCounted } from '../product.ts';
import { requireStrace } from '../require-strace.ts';
import { must, mustFail, type Scenario, type Trial } from '../scenario.ts';
import { ScriptedReader } from '../scripted-reader.ts';
import { untilTrue } from '../until-true.ts';

const BATCH_MS = 1000;
const NUM_BATCHES = 30;
const RATE = 20;
const NUM_RECORDS = NUM_BATCHES * RATE;
/** strace counts calls thread by thread: with one thread for files the n-th is the n-th. */
const ONE_THREAD = { UV_THREADPOOL_SIZE: '1' };
/** How long one run may take to get over its faults. */
const PATIENCE_MS = 120_000;

/** Which call fails, how, and on which files. */
interface Fault {
  readonly call: string;
  readonly error: 'EIO' | 'ENOSPC';
  readonly on: 'database' | 'log';
  /** How many such calls a run of 30 batches makes. */
  readonly calls: number;
}

interface PlannedFault {
  readonly fault: Fault;
  /** The first call that fails. */
  readonly when: number;
  /** So do all that follow. */
  readonly isForGood: boolean;
}

const LOG_WRITES = 'write,writev,pwrite64,pwritev';
const FAULTS: readonly Fault[] = [
  { call: 'fsync', error: 'EIO', on: 'database', calls: 40 },
  { call: 'pwrite64', error: 'ENOSPC', on: 'database', calls: 300 },
  { call: 'pwrite64', error: 'EIO', on: 'database', calls: 300 },
  { call: 'fdatasync', error: 'EIO', on: 'log', calls: 32 },
  { call: LOG_WRITES, error: 'ENOSPC', on: 'log', calls: 32 },
  { call: LOG_WRITES, error: 'EIO', on: 'log', calls: 32 },
];

/** The n-th call of a run fails, once or from then on, for each n. */
export const ioError: Scenario = {
  name: 'io-error',
  about: 'EIO and ENOSPC at the n-th write or sync, by strace',
  async run(trial) {
    requireStrace();
    const plan = everyFault();
    // The long form tries all of them; the short one a few, each kind as often.
    const numRuns = Math.min(plan.length, trial.amount(40, plan.length));
    const chosen = sample(plan, numRuns, trial.random);
    const oracle = new Oracle(BATCH_MS);
    const lines = [
      ...chaosLines(NUM_RECORDS, { seed: trial.seed, start: 1_795_336_800_000, ratePerSecond: RATE }),
    ];
    for (const line of lines) oracle.line(line);
    const sum = { injected: 0, 'went on': 0, ended: 0, killed: 0 };
    let missingHadItAckedAll = 0;
    for (const [index, planned] of chosen.entries()) {
      const run = await faultyRun(trial, { ...planned, n: index + 1, lines, oracle });
      sum.injected += run.injected > 0 ? 1 : 0;
      sum[run.end] += 1;
      missingHadItAckedAll += run.missingHadItAckedAll;
      trial.say(`${index + 1} ${describe(planned)}: ${run.injected} faults, ${run.end}`);
    }
    must(sum.injected > numRuns / 4, `only ${sum.injected} of ${numRuns} runs met their fault`);
    mustFail(missingHadItAckedAll > 0, 'an engine that acks what it receives');
    return { runs: numRuns, ...sum, 'control missing': missingHadItAckedAll };
  },
};

/** Every call of a run, failing once and failing for good. */
function everyFault(): PlannedFault[] {
  return FAULTS.flatMap((fault) =>
    Array.from({ length: 2 * fault.calls }, (_, i) => ({
      fault,
      when: 1 + (i >> 1),
      isForGood: i % 2 === 1,
    })),
  );
}

/** As many of each kind of fault. */
function sample(plan: readonly PlannedFault[], size: number, random: Random): PlannedFault[] {
  const left = new Map(FAULTS.map((fault) => [fault, plan.filter((planned) => planned.fault === fault)]));
  const chosen: PlannedFault[] = [];
  for (let i = 0; chosen.length < size; i += 1) {
    const ofKind = left.get(FAULTS[i % FAULTS.length] as Fault) ?? [];
    if (ofKind.length > 0) chosen.push(...ofKind.splice(random.integer(0, ofKind.length - 1), 1));
  }
  return chosen;
}

function describe({ fault: { call, error, on }, when, isForGood }: PlannedFault): string {
  return `${error} of ${call} on the ${on} at call ${when}${isForGood ? ' and from then on' : ''}`;
}

interface FaultyRun extends PlannedFault {
  readonly n: number;
  readonly lines: readonly string[];
  readonly oracle: Oracle;
}

async function faultyRun(trial: Trial, { n, lines, oracle, ...planned }: FaultyRun) {
  const { fault, when, isForGood } = planned;
  const folder = join(trial.folder, `run-${n}`);
  mkdirSync(folder, { mode: 0o700 });
  const database = join(folder, 'engine.db');
  const what = `run ${n}, ${describe(planned)}`;
  const reader = await ScriptedReader.start({ lines, together: RATE, everyMs: 30 });
  const traced = join(folder, 'strace.txt');
  const start = (through: readonly string[]): Running =>
    startEngine(trial, {
      database,
      reader: reader.port,
      batchMs: BATCH_MS,
      name: `run-${n}`,
      through,
      env: ONE_THREAD,
    });
  const faulty = start(injecting(fault, `${when}${isForGood ? '+' : ''}`, database, traced));

  const isCounted = await untilTrue(
    () => faulty.isOver || (isForGood && numInjected(traced) > 3) || hasCounted(database),
    PATIENCE_MS,
  );
  must(isCounted, `${what}: it neither went on nor ended`, [faulty.said.slice(-2000)]);
  const end = faulty.isOver
    ? ('ended' as const)
    : hasCounted(database)
      ? ('went on' as const)
      : ('killed' as const);
  if (faulty.isOver) {
    const { code } = await faulty.ended;
    must(code !== 0, `${what}: it ended as if nothing had happened`);
    must(/\S/.test(faulty.said), `${what}: it ended without a word`);
  }
  await killTraced(faulty);
  const { acked, sent } = reader;
  const wrong = partialBatches(database, oracle.cells);
  must(wrong.count === 0, `${what}: ${wrong.count} cells of committed batches are wrong`, wrong.first);

  const numResumes = reader.resumes.length;
  const again = start([]);
  await untilTrue(() => reader.resumes.length > numResumes, PATIENCE_MS);
  const resume = reader.resumes[numResumes] ?? Number.NaN;
  must(resume > acked, `${what}: acked ${acked}, and asked again for ${resume}`, [faulty.said.slice(-2000)]);
  await untilCounted(database, NUM_RECORDS);
  await again.stop();
  await reader.close();
  await mustBeExact(trial, database, oracle);
  return { end, injected: numInjected(traced), missingHadItAckedAll: Math.max(0, sent + 1 - resume) };
}

function injecting({ call, error, on }: Fault, when: string, database: string, output: string): string[] {
  const files =
    on === 'database'
      ? [database, `${database}-wal`, `${database}-journal`]
      : [1, 2, 3, 4].map((number) => join(`${database}-log`, `${String(number).padStart(8, '0')}.log`));
  return [
    ...['strace', '-f', '-qq', '-y', '--seccomp-bpf', '-o', output],
    ...files.flatMap((file) => ['-P', file]),
    ...['-e', `trace=${call}`, '-e', `inject=${call}:error=${error}:when=${when}`],
  ];
}

/** strace passes no SIGKILL on: its child is killed by its own id, and strace ends with it. */
async function killTraced(running: Running): Promise<void> {
  for (const pid of childrenOf(running.child.pid ?? 0)) process.kill(pid, 'SIGKILL');
  await Promise.race([running.ended, sleep(5000).then(() => running.kill())]);
}

function numInjected(traced: string): number {
  try {
    return readFileSync(traced, 'utf8').split('(INJECTED)').length - 1;
  } catch {
    return 0;
  }
}

function hasCounted(database: string): boolean {
  try {
    return readPositions(database)
      .values()
      .some((next) => next > NUM_RECORDS);
  } catch {
    return false;
  }
}
