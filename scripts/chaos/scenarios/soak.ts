import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { readBalance } from '../database.ts';
import { freePort } from '../free-port.ts';
import { mustBeExact } from '../must-be-exact.ts';
import { Oracle } from '../oracle.ts';
import { numOpen, residentMb } from '../process-vitals.ts';
import { startEngine, startReplay } from '../product.ts';
import { must, mustFail, type Scenario, Skipped, type Trial } from '../scenario.ts';
import { writeRecording } from '../write-recording.ts';

const BATCH_MS = 10_000;
/** Of the recording. */
const RATE = 2;
const SPEED = 100;
const NUM_SCREENS = 3;
const LOOK_MS = 1000;
/** Of the stream. */
const BATCHES_AN_HOUR = 3_600_000 / BATCH_MS;
const MAX_GROWTH_MB_AN_HOUR = 1;
const MAX_WAL_MB = 64;
const MAX_SEGMENTS = 3;
/** Memory goes up and down between collections: what stays is its least in each of so many parts of a run. */
const NUM_PARTS = 8;

interface Look {
  readonly batches: number;
  readonly residentMb: number;
  readonly numOpen: number;
  readonly walMb: number;
  readonly numSegments: number;
}

/** A day of batches with screens that look on, and a stranger who reads the database and does not let go. */
export const soak: Scenario = {
  name: 'soak',
  about: 'a day of batches, screens, a reader of the database that hangs',
  async run(trial) {
    if (process.platform !== 'linux') throw new Skipped('reads memory and open files from /proc');
    const { folder, seed } = trial;
    const numBatches = trial.amount(300, 8640);
    const numRecords = (numBatches * BATCH_MS * RATE) / 1000;
    const file = join(folder, 'recording.ndjson');
    const oracle = new Oracle(BATCH_MS);
    const options = { seed, start: 1_795_336_800_000, ratePerSecond: RATE };
    writeRecording(file, numRecords, options, (line) => oracle.line(line));

    const [port, feedPort] = [await freePort(), await freePort()];
    const database = join(folder, 'engine.db');
    const reader = await startReplay(trial, { file, port, speed: `${SPEED}x` });
    const engine = startEngine(trial, { database, reader: port, batchMs: BATCH_MS, feedPort });
    await engine.until(/counting from/);
    const screens = Array.from({ length: NUM_SCREENS }, () => new Screen(`ws://127.0.0.1:${feedPort}/`));
    const hangs = hangOn(trial, database, numBatches);
    const looks: Look[] = [];
    while (!reader.isOver) {
      await sleep(LOOK_MS);
      must(!engine.isOver, 'the engine ended', [engine.said.slice(-2000)]);
      const { batches, counted, passed } = readBalance(database);
      must(counted === passed, `${counted} records are counted in batches, and ${passed} are passed`);
      looks.push({
        ...{ batches, residentMb: residentMb(engine.child.pid), numOpen: numOpen(engine.child.pid) },
        ...{ walMb: megabytesOf(`${database}-wal`), numSegments: segmentsOf(database) },
      });
      if (looks.length % 60 === 0)
        trial.say(`${batches} of ${numBatches} batches, ${describe(looks.at(-1))}`);
    }
    await hangs;
    const last = looks.at(-1)?.batches ?? 0;
    const frames = Math.min(...screens.map(({ numFrames }) => numFrames));
    for (const screen of screens) screen.close();
    const said = engine.said;
    await engine.stop();
    const cells = await mustBeExact(trial, database, oracle);

    const half = looks.filter(({ batches }) => batches > last / 2);
    const growth = growthAnHour(half);
    const most = (read: (look: Look) => number) => Math.max(...half.map(read));
    const least = (read: (look: Look) => number) => Math.min(...half.map(read));
    must(frames > 0, 'a screen saw nothing');
    must(!/SQLITE_BUSY|database is locked/.test(said), 'the engine met a lock', [said]);
    const openBefore = looks[Math.floor(looks.length / 4)]?.numOpen ?? 0;
    must(
      most((look) => look.numOpen) <= openBefore + NUM_SCREENS + 4,
      `open files grew from ${openBefore} to ${most((look) => look.numOpen)}`,
    );
    const walMb = Math.max(...looks.map((look) => look.walMb));
    must(walMb <= MAX_WAL_MB, `the database's -wal grew to ${walMb.toFixed(0)} MB`);
    const numSegments = looks.at(-1)?.numSegments ?? 0;
    must(numSegments <= MAX_SEGMENTS, `${numSegments} segments of the log are left`);
    // A few minutes say nothing of what stays.
    must(
      !trial.isLong || growth <= MAX_GROWTH_MB_AN_HOUR,
      `memory grew by ${growth.toFixed(1)} MB an hour (${BATCHES_AN_HOUR} batches)`,
    );
    mustFail(
      growthAnHour(looks.slice(0, Math.max(2 * NUM_PARTS, looks.length >> 4))) > MAX_GROWTH_MB_AN_HOUR,
      'a process that still fills its windows',
    );
    return {
      ...{ batches: last, tweets: numRecords, cells, 'frames a screen': frames },
      'RSS MB': `${least((look) => look.residentMb).toFixed(0)}–${most((look) => look.residentMb).toFixed(0)}`,
      'MB an hour': growth.toFixed(2),
      'open files': `${least((look) => look.numOpen)}–${most((look) => look.numOpen)}`,
      ...{ 'wal MB': walMb.toFixed(1), segments: numSegments },
    };
  },
};

/** Reads its frames, as a page or a board does. */
class Screen {
  readonly #socket: WebSocket;
  numFrames = 0;

  constructor(url: string) {
    this.#socket = new WebSocket(url);
    this.#socket.onmessage = ({ data }) => {
      if (typeof data === 'string' && data.includes('"type":"batch"')) this.numFrames += 1;
    };
  }

  close(): void {
    this.#socket.close();
  }
}

/** Holds a transaction open from the middle of the run on, for a minute, or for as long as a short run allows. */
async function hangOn(trial: Trial, database: string, numBatches: number): Promise<void> {
  const runMs = (numBatches * BATCH_MS) / SPEED;
  await sleep(runMs / 2);
  const db = new DatabaseSync(database, { readOnly: true, timeout: 5000 });
  try {
    db.exec('BEGIN');
    db.prepare('SELECT count(*) FROM batch').get();
    await sleep(Math.min(60_000, runMs / 4));
    db.exec('COMMIT');
  } finally {
    db.close();
  }
  trial.say('the hanging reader let go');
}

/** How the least memory of each part of a run goes up, by the line of least squares. MB in an hour of the stream. */
function growthAnHour(looks: readonly Look[]): number {
  const size = Math.max(1, Math.ceil(looks.length / NUM_PARTS));
  const points = Array.from({ length: Math.ceil(looks.length / size) }, (_, part) => {
    const those = looks.slice(part * size, (part + 1) * size);
    return {
      x: those[those.length >> 1]?.batches ?? 0,
      y: Math.min(...those.map((look) => look.residentMb)),
    };
  });
  const mean = (read: (point: { x: number; y: number }) => number) =>
    points.reduce((sum, point) => sum + read(point), 0) / points.length;
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)];
  const slope =
    mean((point) => (point.x - x) * (point.y - y)) /
    Math.max(
      1,
      mean((point) => (point.x - x) ** 2),
    );
  return slope * BATCHES_AN_HOUR;
}

function describe(look: Look | undefined): string {
  return look === undefined
    ? ''
    : `${look.residentMb.toFixed(0)} MB, ${look.numOpen} open, -wal ${look.walMb.toFixed(1)} MB`;
}

function megabytesOf(file: string): number {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) / 1e6;
}

function segmentsOf(database: string): number {
  return readdirSync(`${database}-log`).filter((name) => name.endsWith('.log')).length;
}
