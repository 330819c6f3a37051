import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readTotals } from '../database.ts';
import { freePort } from '../free-port.ts';
import { sumOracle } from '../live-oracle.ts';
import { LiveSource } from '../live-source.ts';
import { mustComeTo } from '../must-be-exact.ts';
import { PATIENCE_MS, type Running } from '../processes.ts';
import { startEngine } from '../product.ts';
import { must, mustFail, type Scenario, type Trial } from '../scenario.ts';
import { lastSpooled } from '../spooled.ts';
import { untilTrue } from '../until-true.ts';

const BATCH_MS = 1000;
const RATE = 100;
const HOUR_MS = 3_600_000;
const BETWEEN_MS = 3000;
const SUSPENDED_MS = 3000;
const PRELOAD = fileURLToPath(new URL('../preload/shift-clock.ts', import.meta.url));

/** What takes its batch times straight from the machine's clock. */
const NAIVE =
  "setInterval(() => console.log('\"batch_time\":' + Math.ceil(Date.now() / 1000) * 1000 + ','), 100)";

/** Clocks that are set forward and back by an hour, now the reader's, now the engine's, and machines that sleep. */
export const clock: Scenario = {
  name: 'clock',
  about: 'clocks set by an hour, processes suspended, a live source',
  async run(trial) {
    const { folder, seed, random } = trial;
    const clocks = {
      reader: new SteppedClock(join(folder, 'reader-clock')),
      engine: new SteppedClock(join(folder, 'engine-clock')),
    };
    const control = await naiveProgram(trial, clocks.engine);
    mustFail(control > 0, 'a program that takes batch times from Date.now()');

    const source = await LiveSource.start(trial, RATE);
    const port = await freePort();
    const database = join(folder, 'engine.db');
    const spool = join(folder, 'reader', 'spool-x');
    let reader = await source.startReader({ port, env: clocks.reader.env });
    const engine = startEngine(trial, { database, reader: port, batchMs: BATCH_MS, env: clocks.engine.env });
    const batchTimes = watchBatches(engine);
    await engine.until(/counting from/);
    source.flow();
    await sleep(2000);
    let steps = 0;
    for (let round = trial.amount(1, 10); round > 0; round -= 1) {
      for (const [who, byMs] of [
        ['engine', HOUR_MS],
        ['engine', -HOUR_MS],
        ['reader', HOUR_MS],
        ['reader', -HOUR_MS],
        ['engine', -HOUR_MS],
        ['engine', HOUR_MS],
        ['reader', random.integer(-999, 999)],
      ] as const) {
        clocks[who].step(byMs);
        steps += 1;
        if (who === 'reader' && byMs === -HOUR_MS) {
          // What it has stamped lies an hour ahead of its clock, and the next one finds that.
          await sleep(500);
          // What is still on its way when a reader ends is nobody's.
          source.pause();
          await untilTrue(() => lastSpooled(spool) === source.numPushed, PATIENCE_MS);
          await reader.stop();
          reader = await source.startReader({ port, env: clocks.reader.env });
          source.flow();
        }
        await sleep(BETWEEN_MS);
        const counted = readTotals(database).posts;
        const goesOn = await untilTrue(() => readTotals(database).posts > counted, PATIENCE_MS);
        must(goesOn, `nothing is counted since the clock of the ${who} was set by ${byMs} ms`, [
          `${source.numPushed} pushed, ${counted} counted`,
          engine.said.slice(-1000),
        ]);
      }
      for (const running of [reader, engine]) running.signal('SIGSTOP');
      await sleep(SUSPENDED_MS);
      for (const running of [engine, reader]) running.signal('SIGCONT');
      await sleep(BETWEEN_MS);
    }
    source.pause();
    await untilTrue(() => readTotals(database).posts >= source.numPushed, PATIENCE_MS);
    await engine.stop();
    await reader.stop();
    await source.close();

    const lost = source.numPushed - readTotals(database).posts;
    must(lost === 0, `${lost} of ${source.numPushed} tweets are lost`);
    const back = batchTimes.filter((time, i) => i > 0 && time <= (batchTimes[i - 1] as number));
    must(back.length === 0, `${back.length} batch times did not increase`, [`${back.slice(0, 5)}`]);
    const cells = await mustComeTo(trial, database, sumOracle(seed, source.numPushed));
    return {
      steps,
      tweets: source.numPushed,
      batches: batchTimes.length,
      lost,
      cells,
      'control went back': control,
    };
  },
};

/** A clock of a process that can be set. */
class SteppedClock {
  readonly env: NodeJS.ProcessEnv;
  readonly #file: string;
  #shiftMs = 0;

  constructor(file: string) {
    this.#file = file;
    this.env = { NODE_OPTIONS: `--import=${PRELOAD}`, CHAOS_CLOCK: file };
    this.step(0);
  }

  step(byMs: number): void {
    this.#shiftMs += byMs;
    writeFileSync(`${this.#file}-new`, String(this.#shiftMs));
    renameSync(`${this.#file}-new`, this.#file);
  }
}

/** @returns how often the batch times of a program that does nothing about it went back */
async function naiveProgram(trial: Trial, stepped: SteppedClock): Promise<number> {
  const program = trial.processes.start([process.execPath, '-e', NAIVE], { name: 'naive', env: stepped.env });
  const times = watchBatches(program);
  await program.until(/batch_time/);
  const isAhead = (): boolean => (times.at(-1) ?? 0) > Date.now() + HOUR_MS / 2;
  stepped.step(HOUR_MS);
  await untilTrue(isAhead, PATIENCE_MS);
  stepped.step(-HOUR_MS);
  await untilTrue(() => !isAhead(), PATIENCE_MS);
  await program.kill();
  return times.filter((time, i) => i > 0 && time < (times[i - 1] as number)).length;
}

/** The batch times that a process tells, as it tells them. */
function watchBatches(running: Running): number[] {
  const times: number[] = [];
  let rest = '';
  running.child.stdout?.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [, time] = /"batch_time":(\d+),/.exec(line) ?? [];
      if (time !== undefined) times.push(Number(time));
    }
  });
  return times;
}
