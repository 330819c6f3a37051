import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chaosTweetNumber } from '../chaos-tweets.ts';
import { readPositions, readSeenIds } from '../database.ts';
import { freePort } from '../free-port.ts';
import { liveOracle } from '../live-oracle.ts';
import { LiveSource } from '../live-source.ts';
import { mustBeExact } from '../must-be-exact.ts';
import { startEngine } from '../product.ts';
import { type Figures, must, mustFail, type Scenario, type Trial } from '../scenario.ts';
import { readSpooled } from '../spooled.ts';

const BATCH_MS = 1000;
const RATE = 300;
/** A group waits 200 ms for the disk; the rest is what a busy machine needs to carry a tweet so far. */
const YOUNG_MS = 200 + 1000;
const NOT_YET_KNOWN_MS = 300;
const REPORT = /did not end in order: what it took in its last 200 ms may be lost/;

/** A live reader killed at random, now and then with an engine that stood still: then much is only in the spool. */
export const killReader: Scenario = {
  name: 'kill-reader',
  about: 'SIGKILL a live reader at random moments',
  async run(trial) {
    const figures = await kills(trial, { numKills: trial.amount(20, 100), spool: true });
    must(figures.oldestLostMs <= YOUNG_MS, `a tweet was lost ${figures.oldestLostMs} ms after it was pushed`);
    const control = await kills(trial, { numKills: 3, spool: false });
    mustFail(control.oldestLostMs > YOUNG_MS, 'a reader that keeps its records in memory');
    const { numPushed, numLost, oldestLostMs, cells, kills: numKills } = figures;
    return {
      ...{
        kills: numKills,
        tweets: numPushed,
        lost: numLost,
        'oldest lost ms': Math.round(oldestLostMs),
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
  const killedAt: number[] = [];
  const kept = new Set<number>();
  let unreported = 0;
  for (let done = 0; done < numKills; done += 1) {
    await sleep(100 + random.next() * 600);
    const standsStill = !spool || done % 4 === 3;
    if (standsStill) {
      engine.signal('SIGSTOP');
      await sleep(1500);
    }
    killedAt.push(Date.now());
    await reader.kill();
    // What had been sent to the engine, and lay in its socket, goes with it.
    if (standsStill) {
      await engine.kill();
      engine = start();
    }
    if (spool)
      for (const record of readSpooled(join(folder, name, 'spool-x')).values()) kept.add(numberOf(record));
    reader = await source.startReader(setup);
    if (spool && !REPORT.test(reader.said)) unreported += 1;
  }
  await sleep(1000);
  source.pause();
  const counted = await untilQuiet(database);
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
  const ages = lost.map((number) => ageAtKill(source.pushedAt(number), killedAt));
  return {
    kills: numKills,
    numPushed: source.numPushed,
    numLost: lost.length,
    oldestLostMs: Math.max(0, ...ages),
    cells: await mustBeExact(trial, database, liveOracle(seed, database, BATCH_MS)),
  };
}

/** How long before a kill it was pushed, ms; 0: after one, to a connection that was dead but not yet known to be. */
function ageAtKill(pushed: number, killedAt: readonly number[]): number {
  if (killedAt.some((at) => pushed >= at && pushed - at <= NOT_YET_KNOWN_MS)) return 0;
  return (killedAt.find((at) => at >= pushed) ?? Infinity) - pushed;
}

function numberOf(record: string): number {
  return chaosTweetNumber(BigInt(JSON.parse(record).data.id));
}

/** Waits until nothing more is counted for three batches. @returns the numbers that were */
async function untilQuiet(database: string): Promise<Set<number>> {
  let counted = new Set<number>();
  for (let quietSince = Date.now(); Date.now() - quietSince < 3 * BATCH_MS; await sleep(200)) {
    const now = new Set([...readSeenIds(database).values()].flat().map(chaosTweetNumber));
    if (now.size > counted.size) quietSince = Date.now();
    counted = now;
  }
  return counted;
}
