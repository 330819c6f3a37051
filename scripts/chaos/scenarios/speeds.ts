import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { canonicalDump } from '../database.ts';
import { mustBeExact } from '../must-be-exact.ts';
import { Oracle } from '../oracle.ts';
import { must, mustFail, type Scenario, type Trial } from '../scenario.ts';
import { writeRecording } from '../write-recording.ts';

const BATCH_MS = 1000;
const RATE = 100;

/** The same recording at several speeds, with and without kills: the same tables, byte for byte. */
export const speeds: Scenario = {
  name: 'speeds',
  about: 'a recording at 10x, 100x and max, with and without kills',
  async run(trial) {
    const { seed, folder } = trial;
    const file = join(folder, 'recording.ndjson');
    const oracle = new Oracle(BATCH_MS);
    const numRecords = RATE * trial.amount(60, 600);
    const options = { seed, start: 1_795_336_800_000, ratePerSecond: RATE };
    writeRecording(file, numRecords, options, (line) => oracle.line(line));
    const runs = [
      { speed: 'max', kills: 0 },
      { speed: '100x', kills: 0 },
      { speed: '10x', kills: 0 },
      { speed: 'max', kills: 3 },
      { speed: '100x', kills: 3 },
      { speed: '10x', kills: 5 },
    ];
    const dumps: string[] = [];
    for (const [i, run] of runs.entries()) dumps.push(await replay(trial, file, `run-${i}`, run));
    const cells = await mustBeExact(trial, join(folder, 'run-0.db'), oracle);
    for (const [i, { speed, kills }] of runs.entries()) {
      must(
        dumps[i] === dumps[0],
        `the tables of ${speed} with ${kills} kills differ`,
        firstDifference(dumps[i], dumps[0]),
      );
    }
    // The control: a recording that lacks its last line.
    const shorter = await replay(trial, file, 'control', { speed: 'max', kills: 0, limit: numRecords - 1 });
    mustFail(shorter !== dumps[0], 'a recording without its last line');
    return { runs: runs.length, tweets: numRecords, cells, 'bytes compared': dumps[0]?.length ?? 0 };
  },
};

/** One replay into a database of its own, killed so many times on its way. @returns the dump */
async function replay(
  trial: Trial,
  file: string,
  name: string,
  { speed, kills, limit }: { speed: string; kills: number; limit?: number },
): Promise<string> {
  const database = join(trial.folder, `${name}.db`);
  const more = limit === undefined ? [] : ['--limit', String(limit)];
  const start = (at: string) =>
    trial.processes.hashtide(
      [
        'replay',
        file,
        '--db',
        database,
        '--speed',
        at,
        '--batch',
        `${BATCH_MS}ms`,
        '--model',
        'afinn',
        ...more,
      ],
      { name },
    );
  for (let left = kills; left > 0; left -= 1) {
    const running = start(speed);
    await sleep(200 + trial.random.next() * 1500);
    await running.kill();
  }
  const last = start(speed);
  const { code } = await last.ended;
  must(code === 0, `replay at ${speed} ended with ${code}`, [last.said.slice(-2000)]);
  return canonicalDump(database);
}

function firstDifference(a = '', b = ''): string[] {
  const other = b.split('\n');
  const at = a.split('\n').findIndex((line, i) => line !== other[i]);
  return at < 0 ? ['one is longer'] : [`line ${at}: ${a.split('\n')[at]}`, `line ${at}: ${other[at]}`];
}
