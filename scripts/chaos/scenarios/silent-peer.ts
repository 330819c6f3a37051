import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FaultProxy } from '../fault-proxy.ts';
import { freePort } from '../free-port.ts';
import { mustBeExact } from '../must-be-exact.ts';
import { Oracle } from '../oracle.ts';
import { finishReplay, startEngine, startReplay } from '../product.ts';
import { must, mustFail, type Scenario } from '../scenario.ts';
import { writeRecording } from '../write-recording.ts';

const BATCH_MS = 1000;
const RATE = 50;
const SPEED = 2;
const NOTICED_MS = 15_000;
/** What a machine may add that has other things to do. */
const GRACE_MS = { long: 1500, short: 30_000 };

/** Connections on which nothing comes any more, and nobody says so. */
export const silentPeer: Scenario = {
  name: 'silent-peer',
  about: 'a black hole, and a connection whose other end has gone',
  async run(trial) {
    const { seed, folder } = trial;
    const file = join(folder, 'recording.ndjson');
    const oracle = new Oracle(BATCH_MS);
    const options = { seed, start: 1_795_336_800_000, ratePerSecond: RATE };
    const numRecords = RATE * SPEED * 240;
    writeRecording(file, numRecords, options, (line) => oracle.line(line));
    const port = await freePort();
    const reader = await startReplay(trial, { file, port, speed: `${SPEED}x` });
    const network = await FaultProxy.start({ target: port });
    const database = join(folder, 'engine.db');
    const engine = startEngine(trial, { database, reader: network.port, batchMs: BATCH_MS });

    const noticed: number[] = [];
    for (const hurt of ['swallow', 'dropReaderEnd'] as const) {
      await engine.until(/"posts":[1-9]/);
      const before = network.numConnections;
      const since = performance.now();
      network[hurt]();
      mustFail(network.numConnections === before, 'who is told nothing notices at once');
      const longestMs = NOTICED_MS + GRACE_MS[trial.isLong ? 'long' : 'short'];
      while (network.numConnections === before && performance.now() - since <= longestMs) await sleep(20);
      noticed.push(performance.now() - since);
      must(
        network.numConnections !== before,
        `a silent reader was not noticed within ${Math.round(performance.now() - since)} ms`,
      );
      await sleep(500);
    }
    await reader.kill();
    await finishReplay(trial, { file, port, database, numRecords });
    await engine.stop();
    await network.close();
    const [blackHole = 0, halfOpen = 0] = noticed.map(Math.round);
    return {
      'black hole ms': blackHole,
      'half open ms': halfOpen,
      cells: await mustBeExact(trial, database, oracle),
    };
  },
};
