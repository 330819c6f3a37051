import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FaultProxy } from '../fault-proxy.ts';
import { freePort } from '../free-port.ts';
import { mustBeExact } from '../must-be-exact.ts';
import { Oracle } from '../oracle.ts';
import { percentile } from '../percentile.ts';
import type { Running } from '../processes.ts';
import { finishReplay, startEngine, startReplay } from '../product.ts';
import { must, mustFail, type Scenario } from '../scenario.ts';
import { writeRecording } from '../write-recording.ts';

const BATCH_MS = 1000;
const RATE = 30;
const SPEED = 20;
const LONGEST_MS = 5000;
/** How long the recording is, at that speed, for each stop: it must not be over before the last. */
const SECONDS_A_STOP = 8;
const EXIT_CODES = { SIGTERM: 143, SIGINT: 130 } as const;

/** Engine and reader asked to end at random moments. */
export const gracefulStop: Scenario = {
  name: 'graceful-stop',
  about: 'SIGTERM and SIGINT at random moments under load',
  async run(trial) {
    const { seed, folder, random } = trial;
    const numStops = trial.amount(20, 100);
    const file = join(folder, 'recording.ndjson');
    const oracle = new Oracle(BATCH_MS);
    const numRecords = numStops * RATE * SPEED * SECONDS_A_STOP;
    writeRecording(file, numRecords, { seed, start: 1_795_336_800_000, ratePerSecond: RATE }, (line) =>
      oracle.line(line),
    );
    const database = join(folder, 'engine.db');
    const port = await freePort();
    /** What the engine asked for, connection by connection, and what it had acked before. */
    let acked = 0;
    const askedAgain: number[] = [];
    const proxy = await FaultProxy.start({
      target: port,
      onEngineLine(line) {
        const message = JSON.parse(line);
        if (message.ack !== undefined) acked = message.ack;
        if (message.resume !== undefined && message.resume <= acked) askedAgain.push(message.resume);
      },
    });
    const startReader = (): Promise<Running> => startReplay(trial, { file, port, speed: `${SPEED}x` });
    const start = (): Running => startEngine(trial, { database, reader: proxy.port, batchMs: BATCH_MS });
    let reader = await startReader();
    let engine = start();
    const took: number[] = [];
    const stop = async (running: Running, what: string): Promise<void> => {
      const signal = random.pick(['SIGTERM', 'SIGINT'] as const);
      const since = performance.now();
      const { code } = await running.stop(signal);
      took.push(performance.now() - since);
      must(code === EXIT_CODES[signal], `the ${what} ended with ${code} after ${signal}`, [
        running.said.slice(-2000),
      ]);
      const isInTime = performance.now() - since <= LONGEST_MS || !trial.isLong;
      must(isInTime, `the ${what} took longer than ${LONGEST_MS} ms to end`);
    };
    for (let done = 0; done < numStops; done += 1) {
      await engine.until(/counting from/);
      await sleep(random.next() * 1000);
      if (done % 5 === 4) {
        await stop(reader, 'reader');
        reader = await startReader();
      }
      await stop(engine, 'engine');
      engine = start();
    }
    await reader.kill();
    await finishReplay(trial, { file, port, database, numRecords });
    await engine.stop();
    await proxy.close();
    must(askedAgain.length === 0, `${askedAgain.length} times records were asked for that had been acked`);
    const cells = await mustBeExact(trial, database, oracle);

    // The control: a process that does not listen to SIGTERM would be noticed.
    const deaf = trial.processes.start(
      [
        process.execPath,
        '-e',
        "process.on('SIGTERM', () => {}); console.log('deaf'); setInterval(() => {}, 1000)",
      ],
      { name: 'deaf' },
    );
    await deaf.until(/deaf/);
    mustFail(
      await deaf.stop('SIGTERM', 1000).then(
        () => false,
        () => true,
      ),
      'a process that is deaf to SIGTERM',
    );
    return { stops: took.length, cells, 'p50 ms': percentile(took, 50), 'longest ms': percentile(took, 100) };
  },
};
