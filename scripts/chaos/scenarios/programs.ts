import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chaosText } from '../chaos-tweets.ts';
import { PATIENCE_MS } from '../processes.ts';
import { BATCH_MS, WINDOW_MS } from '../programs/count-words.ts';
import { must, mustFail, type Scenario, type Trial } from '../scenario.ts';
import { untilTrue } from '../until-true.ts';

const MAIN = fileURLToPath(new URL('../programs/run-count-words.ts', import.meta.url));
const FILE_EVERY_MS = 60;
const LINES_A_FILE = 5;
const MAX_GAP_MS = 600;

type Counts = Map<string, number>;

/** A general DStream program over files, in worker threads and not, killed and started again from its checkpoint. */
export const programs: Scenario = {
  name: 'programs',
  about: 'updateStateByKey, mapWithState, windows: program and worker threads killed',
  async run(trial) {
    const numKills = trial.amount(15, 100);
    const one = await run(trial, { name: 'one', master: 'local[1]', numKills, isCheckpointed: true });
    must(one.problems.length === 0, 'local[1]: the results are not the oracle’s', one.problems);
    const two = await run(trial, { name: 'two', master: 'local[2]', numKills, isCheckpointed: true });
    must(two.problems.length === 0, 'local[2]: the results are not the oracle’s', two.problems);
    must(two.threadsKilled > 0, 'no worker thread was killed');
    const redone = one.redone + two.redone;
    must(redone === 0, `${redone} batches that were made again had other files than the first time`);
    const control = await run(trial, {
      name: 'control',
      master: 'local[1]',
      numKills: 3,
      isCheckpointed: false,
    });
    mustFail(control.problems.length > 0, 'a program without a checkpoint');
    return {
      ...{ kills: 2 * numKills, 'threads killed': two.threadsKilled, words: one.words + two.words },
      batches: one.batches + two.batches,
      'control differs in': control.problems.length,
    };
  },
};

interface RunOptions {
  readonly name: string;
  readonly master: string;
  readonly numKills: number;
  readonly isCheckpointed: boolean;
}

async function run(trial: Trial, { name, master, numKills, isCheckpointed }: RunOptions) {
  const { folder, random, processes, seed } = trial;
  const input = join(folder, `${name}-in`);
  const output = join(folder, `${name}-out`);
  const elsewhere = join(folder, `${name}-new`);
  for (const made of [input, output, elsewhere]) mkdirSync(made);
  const checkpoints = join(folder, `${name}-checkpoint`);
  const checkpoint = isCheckpointed ? [checkpoints] : [];
  const start = () =>
    processes.start([process.execPath, MAIN, master, input, output, ...checkpoint], { name });

  const expected: Counts = new Map();
  let numFiles = 0;
  const put = (): void => {
    numFiles += 1;
    const lines = Array.from({ length: LINES_A_FILE }, (_, i) =>
      chaosText(seed, numFiles * LINES_A_FILE + i),
    );
    if (numFiles % 25 === 0) lines.push(`kill-${numFiles}`);
    for (const word of lines.flatMap((line) => line.split(' '))) add(expected, word, 1);
    const file = join(elsewhere, `${numFiles}.txt`);
    writeFileSync(file, `${lines.join('\n')}\n`);
    renameSync(file, join(input, `${numFiles}.txt`));
  };

  let program = start();
  await program.until(/started/);
  // Killed before its first checkpoint it begins anew, and files from before that are none of its own: as in Spark.
  if (isCheckpointed) await untilTrue(() => hasCheckpoint(checkpoints), PATIENCE_MS);
  const timer = setInterval(put, FILE_EVERY_MS);
  try {
    for (let done = 0; done < numKills; done += 1) {
      if (random.chance(0.75)) await program.until(/started/);
      await sleep(random.next() * MAX_GAP_MS);
      must(!program.isOver, `${name}: the program ended by itself`, [program.said.slice(-2000)]);
      await program.kill();
      program = start();
    }
    await program.until(/started/);
    await sleep(1000);
  } finally {
    clearInterval(timer);
  }
  const words = sumOf(expected);
  // Without a checkpoint they never come to it.
  const patienceMs = isCheckpointed ? PATIENCE_MS : 2000;
  await untilTrue(() => sumOf(totalOf(readOutputs(output, 'counts'))) >= words, patienceMs);
  await sleep(2 * BATCH_MS);
  await program.stop();
  // A batch that is made again must be made of the same files.
  const redone = readdirSync(output).filter((file) => file.endsWith('.counts.differs')).length;
  return { words, ...check(output, expected), threadsKilled: markersIn(output), redone };
}

/** Each output against an oracle made of what the batches held, and those against what was written. */
function check(output: string, expected: Counts): { problems: string[]; batches: number } {
  const counts = readOutputs(output, 'counts');
  const problems: string[] = [];
  const compare = (what: string, is: Counts | undefined, should: Counts): void => {
    if (is === undefined) return;
    for (const word of new Set([...is.keys(), ...should.keys()])) {
      if ((is.get(word) ?? 0) === (should.get(word) ?? 0)) continue;
      problems.push(`${what}: ${word} is ${is.get(word) ?? 0}, should be ${should.get(word) ?? 0}`);
    }
  };
  compare('all batches', totalOf(counts), expected);
  const first = readOutputs(output, 'first');
  compare('all batches, each written once', totalOf(first), expected);
  for (const [time, words] of counts)
    compare(`the batch ${time}, written once`, first.get(time) ?? new Map(), words);
  const [updated, mapped, windowed] = ['updated', 'mapped', 'windowed'].map((kind) =>
    readOutputs(output, kind),
  );
  const sum: Counts = new Map();
  const times = [...counts.keys()].sort((a, b) => a - b);
  for (const [i, time] of times.entries()) {
    for (const [word, count] of counts.get(time) ?? []) add(sum, word, count);
    const inWindow = times.slice(0, i + 1).filter((one) => one > time - WINDOW_MS);
    compare(`updated at ${time}`, updated?.get(time), sum);
    compare(`mapped at ${time}`, mapped?.get(time), sum);
    compare(
      `window at ${time}`,
      windowed?.get(time),
      totalOf(inWindow.map((one) => [one, counts.get(one) as Counts])),
    );
  }
  return { problems: problems.slice(0, 20), batches: times.length };
}

function readOutputs(folder: string, kind: string): Map<number, Counts> {
  const outputs = new Map<number, Counts>();
  for (const file of readdirSync(folder)) {
    const [, time] = /^(\d+)\.(\w+)\.json$/.exec(file) ?? [];
    if (time === undefined || !file.endsWith(`.${kind}.json`)) continue;
    outputs.set(Number(time), new Map(JSON.parse(readFileSync(join(folder, file), 'utf8'))));
  }
  return outputs;
}

function hasCheckpoint(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder).some((file) => /^checkpoint-\d+$/.test(file));
}

function markersIn(output: string): number {
  return readdirSync(output).filter((file) => /^kill-\d+$/.test(file)).length;
}

function totalOf(batches: Iterable<readonly [number, Counts]>): Counts {
  const total: Counts = new Map();
  for (const [, counts] of batches) for (const [word, count] of counts) add(total, word, count);
  return total;
}

function sumOf(counts: Counts): number {
  return counts.values().reduce((sum, count) => sum + count, 0);
}

function add(counts: Counts, word: string, count: number): void {
  counts.set(word, (counts.get(word) ?? 0) + count);
}
