import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chaosTweetNumber } from '../chaos-tweets.ts';
import { readSeenIds, readTotals } from '../database.ts';
import { freePort } from '../free-port.ts';
import { liveOracle } from '../live-oracle.ts';
import { LiveSource } from '../live-source.ts';
import { mustBeExact } from '../must-be-exact.ts';
import { residentMb } from '../process-vitals.ts';
import { PATIENCE_MS } from '../processes.ts';
import { startEngine } from '../product.ts';
import { must, mustFail, type Scenario, Skipped } from '../scenario.ts';
import { untilTrue } from '../until-true.ts';

const BATCH_MS = 1000;
/** X's average. */
const RATE = 5800;
const WARM_UP_MS = 5000;
const MAX_GROWTH_MB = { long: 32, short: 64 };
const TIMES_REAL = 3;

/** An engine that stands still while a live stream goes on: the reader writes to its disk, and grows no larger. */
export const stalledEngine: Scenario = {
  name: 'stalled-engine',
  about: `the engine stands still while ${RATE} tweets a second come`,
  async run(trial) {
    if (process.platform !== 'linux') throw new Skipped('reads memory from /proc');
    const { folder, seed } = trial;
    const stalledMs = trial.amount(20, 60) * 1000;
    const source = await LiveSource.start(trial, RATE);
    const port = await freePort();
    const database = join(folder, 'engine.db');
    const reader = await source.startReader({ port });
    const engine = startEngine(trial, { database, reader: port, batchMs: BATCH_MS });
    await engine.until(/counting from/);
    source.flow();
    await sleep(WARM_UP_MS);

    engine.signal('SIGSTOP');
    const before = residentMb(reader.child.pid);
    const pushedBefore = source.numPushed;
    let largest = before;
    for (const until = performance.now() + stalledMs; performance.now() < until; await sleep(250)) {
      largest = Math.max(largest, residentMb(reader.child.pid));
    }
    const backlog = source.numPushed - pushedBefore;
    const growthMb = Math.round(largest - before);
    const isBehind = readTotals(database).posts < source.numPushed;
    mustFail(isBehind, 'an engine that stands still keeps up');
    const since = performance.now();
    engine.signal('SIGCONT');
    const target = source.numPushed;
    const hasCaughtUp = await untilTrue(
      () => readTotals(database).posts >= target,
      trial.isLong ? stalledMs : PATIENCE_MS,
    );
    const clearedMs = performance.now() - since;
    source.pause();
    await untilTrue(() => readTotals(database).posts >= source.numPushed, PATIENCE_MS);
    await engine.stop();
    await reader.stop();
    await source.close();

    const counted = new Set([...readSeenIds(database).values()].flat().map(chaosTweetNumber));
    const lost = source.numPushed - counted.size;
    must(lost === 0, `${lost} of ${source.numPushed} tweets are lost`, [reader.said.slice(-2000)]);
    const mayGrowMb = MAX_GROWTH_MB[trial.isLong ? 'long' : 'short'];
    must(growthMb <= mayGrowMb, `the reader grew by ${growthMb} MB, from ${Math.round(before)}`);
    // What came meanwhile had to be counted as well.
    const timesReal = (stalledMs + clearedMs) / clearedMs;
    must(
      hasCaughtUp && (timesReal >= TIMES_REAL || !trial.isLong),
      `a backlog of ${backlog} tweets took ${Math.round(clearedMs)} ms: ${timesReal.toFixed(1)} times real time`,
    );
    const cells = await mustBeExact(trial, database, liveOracle(seed, database, BATCH_MS));
    return {
      ...{ tweets: source.numPushed, backlog, lost, 'reader grew MB': growthMb },
      ...{ 'cleared after ms': Math.round(clearedMs), 'times real time': timesReal.toFixed(1), cells },
    };
  },
};
