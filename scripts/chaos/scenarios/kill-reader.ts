import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chaosTweetNumber } from '../chaos-tweets.ts';
import { readPositions, readSeenIds } from '../database.ts';
import { freePort } from '../free-port.ts';
import { liveOracle } from '../live-oracle.ts';
import { LiveSource } from '../live-source.ts';
import { mustBeExact } from '../must-be-exact.ts';
import { percentile } from '../percentile.ts';
import { PATIENCE_MS } from '../processes.ts';
import { startEngine } from '../product.ts';
import { type Figures, must, mustFail, type Scenario, type Trial } from '../scenario.ts';
import { readSpooled, spooledNumber } from '../spooled.ts';
import { untilTrue } from '../until-true.ts';

const BATCH_MS = 1000;
const RATE = 300;
/** A group waits 200 ms for the disk; the rest is what a busy machine needs to carry a tweet so far. */
const YOUNG_MS = 200 + 1000;
/** Longer than that a reader's engine stands still before the reader is killed, so that all of it is only in the spool. */
const STANDS_STILL_MS = 1500;
const REPORT = /did not end in order: what it took in its last 200 ms may be lost/;

/** A live reader killed at random, now and then with an engine that stood still: then much is only in the spool. */
export const killReader: Scenario = {
  name: 'kill-reader',
  about: 'SIGKILL a live reader at random moments',
  async run(trial) {
    const figures = await kills(trial, { numKills: trial.amount(20, 100), spool: true });
    const { numPushed, numLost, oldestLostMs, medianLostMs, cells, kills: numKills } = figures;
    must(Number.isFinite(oldestLostMs), 'a tweet was lost after the last kill');
    // A machine that stops for seconds now and then carries single tweets that slowly, but not half of them.
    const lostMs = trial.isLong ? oldestLostMs : medianLostMs;
    must(lostMs <= YOUNG_MS, `a tweet was lost ${lostMs} ms after it was pushed`);
    const control = await kills(trial, { numKills: 3, spool: false });
    mustFail(control.medianLostMs > YOUNG_MS, 'a reader that keeps its records in memory');
    return {
      ...{
        kills: numKills,
        tweets: numPushed,
        lost: numLost,
        'oldest lost ms': Math.round(oldestLostMs),
        'median ms': Math.round(medianLostMs),
        cells,
      },
      'control lost': control.numLost,
    } satisfies Figures;
  },
};

async function kills(trial: Trial, { numKills, spool }: { numKills: number; spool: boolean }) {
  const { random, folder, seed } = trial;
  const name = spool ? 'reader' : 'control';
  const source = await LiveSource.start(trial, RATE);
  const port = await freePort();
  const database = join(folder, `${name}.db`);
  const setup = { port, spool, name };
  let reader = await source.startReader(setup);
  const start = () =>
    startEngine(trial, { database, reader: port, batchMs: BATCH_MS, name: `engine-${name}` });
  let engine = start();
  await engine.until(/counting from/);
  source.flow();
  const deaths: Death[] = [];
  const kept = new Set<number>();
  let unreported = 0;
  for (let done = 0; done < numKills; done += 1) {
    await sleep(100 + random.next() * 600);
    const standsStill = !spool || done % 4 === 3;
    if (standsStill) {
      engine.signal('SIGSTOP');
      await sleep(STANDS_STILL_MS);
    }
    const killedAt = Date.now();
    await reader.kill();
    // What had been sent to the engine, and lay in its socket, goes with it.
    if (standsStill) {
      await engine.kill();
      engine = start();
    }
    if (spool)
      for (const record of readSpooled(join(folder, name, 'spool-x')).values())
        kept.add(spooledNumber(record));
    reader = await source.startReader(setup);
    deaths.push({ killedAt, untilAt: Date.now(), standsStill });
    if (spool && !REPORT.test(reader.said)) unreported += 1;
  }
  await sleep(1000);
  source.pause();
  let counted: ReadonlySet<number> = new Set();
  // What is missing then is lost, and found below.
  await untilTrue(() => {
    counted = countedIn(database);
    return counted.has(source.numPushed) && kept.isSubsetOf(counted);
  }, PATIENCE_MS);
  await engine.stop();
  await reader.stop();
  await source.close();

  must(
    unreported === 0,
    `${unreported} of ${numKills} readers did not say that their last 200 ms may be lost`,
  );
  must(readPositions(database).size === 1 || !spool, 'the source changed its epoch');
  const lostFromSpool = [...kept].filter((number) => !counted.has(number));
  must(lostFromSpool.length === 0, `${lostFromSpool.length} tweets were in the spool and are not counted`, [
    `tweets ${lostFromSpool.slice(0, 10)}`,
  ]);
  const lost = Array.from({ length: source.numPushed }, (_, i) => i + 1).filter((n) => !counted.has(n));
  const oldest = oldestLost(
    lost.map((number) => source.pushedAt(number)),
    deaths,
  );
  return {
    kills: numKills,
    numPushed: source.numPushed,
    numLost: lost.length,
    oldestLostMs: Math.max(...oldest),
    medianLostMs: Math.max(
      ...[true, false].map(
        (stood) =>
          percentile(
            oldest.filter((_, i) => deaths[i]?.standsStill === stood),
            50,
          ) || 0,
      ),
    ),
    cells: await mustBeExact(trial, database, liveOracle(seed, database, BATCH_MS)),
  };
}

interface Death {
  readonly killedAt: number;
  /** When the next reader listened: what was pushed until then went down a dead connection. */
  readonly untilAt: number;
  readonly standsStill: boolean;
}

/** Of each death how long before it the oldest tweet was pushed that it cost, ms; 0: it cost none that the reader had. */
function oldestLost(pushedAt: readonly number[], deaths: readonly Death[]): number[] {
  const oldest = deaths.map(() => 0);
  for (const at of pushedAt) {
    const index = deaths.findIndex(({ untilAt }) => at <= untilAt);
    const death = deaths[index];
    // Nobody died after it, and yet it is gone.
    if (death === undefined) oldest.push(Number.POSITIVE_INFINITY);
    else oldest[index] = Math.max(oldest[index] ?? 0, death.killedAt - at);
  }
  return oldest;
}

/** The numbers of the tweets that a database has counted. */
function countedIn(database: string): ReadonlySet<number> {
  return new Set([...readSeenIds(database).values()].flat().map(chaosTweetNumber));
}
