import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { differences, readCells, readTotals } from '../database.ts';
import { freePort } from '../free-port.ts';
import { mustBeExact } from '../must-be-exact.ts';
import { Oracle } from '../oracle.ts';
import { PATIENCE_MS } from '../processes.ts';
import { finishReplay, startEngine, startReplay } from '../product.ts';
import { must, mustFail, type Scenario } from '../scenario.ts';
import { mountTmpfs } from '../tmpfs.ts';
import { untilTrue } from '../until-true.ts';
import { writeRecording } from '../write-recording.ts';

const BATCH_MS = 1000;
const RATE = 200;
const SPEED = 20;
const SMALL_MB = 2;
const LARGE_MB = 200;
const RESUMED_MS = 10_000;

/** A data directory on a disk of 2 MB, which is given room again after a while. */
export const diskFull: Scenario = {
  name: 'disk-full',
  about: 'the data directory on a disk of 2 MB',
  async run(trial) {
    const { seed, folder, processes } = trial;
    const disk = mountTmpfs(join(folder, 'disk'), SMALL_MB);
    try {
      const file = join(folder, 'recording.ndjson');
      const oracle = new Oracle(BATCH_MS);
      const numRecords = RATE * trial.amount(300, 3000);
      const options = { seed, start: 1_795_336_800_000, ratePerSecond: RATE };
      writeRecording(file, numRecords, options, (line) => oracle.line(line));
      const [port, feedPort] = [await freePort(), await freePort()];
      const reader = await startReplay(trial, { file, port, speed: `${SPEED}x` });
      const database = join(disk.folder, 'engine.db');
      const engine = startEngine(trial, { database, reader: port, batchMs: BATCH_MS, feedPort });
      await engine.until(/counting from/);

      const isFull = await untilTrue(async () => /disk-full/.test(await notReady(feedPort)), PATIENCE_MS);
      must(isFull, `/readyz never said disk-full: ${await notReady(feedPort)}`, [engine.said.slice(-2000)]);
      const before = readTotals(database).batches;
      await sleep(3000);
      must(!engine.isOver, 'the engine ended', [engine.said.slice(-2000)]);
      must(readTotals(database).batches <= before + 1, 'batches went on while the disk was full');
      const isLacking = differences(readCells(database), oracle.cells).count > 0;
      mustFail(isLacking, 'a disk that stays full');

      const since = performance.now();
      disk.resize(LARGE_MB);
      const hasResumed = await untilTrue(
        async () => readTotals(database).batches > before + 1 && !/disk-full/.test(await notReady(feedPort)),
        trial.isLong ? RESUMED_MS : PATIENCE_MS,
      );
      const resumedMs = Math.round(performance.now() - since);
      must(hasResumed, `not resumed ${resumedMs} ms after space returned: ${await notReady(feedPort)}`, [
        engine.said.slice(-2000),
      ]);
      await reader.kill();
      await finishReplay(trial, { file, port, database, numRecords });
      await engine.stop();
      const cells = await mustBeExact(trial, database, oracle);
      return { tweets: numRecords, 'batches before': before, 'resumed after ms': resumedMs, cells };
    } finally {
      await processes.endAll();
      disk.unmount();
    }
  },
};

/** Why the engine is not ready; '': it is. */
async function notReady(feedPort: number): Promise<string> {
  const reply = await fetch(`http://127.0.0.1:${feedPort}/readyz`).catch(() => undefined);
  if (reply === undefined) return 'no answer';
  const text = await reply.text();
  return reply.status === 503 ? text : '';
}
