// How long a killed engine takes until it acks again, with an hour of data and 100,000 hashtags in its windows:
//
//     node scripts/recovery-time/main.ts [kills, default 20]
//
// Prints the time from SIGKILL to the engine's connection and to its first new ack, and the load of the machine,
// without which the figures say little.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../chaos/percentile.ts';
import { HASHTIDE } from '../chaos/processes.ts';
import { Random } from '../fixture/random.ts';
import { StampedReader } from './stamped-reader.ts';

const NUM_HASHTAGS = 100_000;
const RATE = 100;
const SECONDS = 3600;

/** An hour that ended just now, each hashtag in it, the first ones often. */
function writeHour(file: string): void {
  const random = new Random(7);
  const start = Math.floor(Date.now() / 10_000) * 10_000 - 10_000 - SECONDS * 1000;
  const lines: string[] = [];
  for (let number = 0; number < SECONDS * RATE; number += 1) {
    const own = number % NUM_HASHTAGS;
    const common = Math.floor(NUM_HASHTAGS * random.next() ** 3);
    const id = String(1_747_000_000_000_000_000n + BigInt(number));
    const data = { id, text: `a good day by the river #tag${own} #tag${common}`, lang: 'en' };
    lines.push(JSON.stringify({ data, __rec: { at: start + Math.floor((number * 1000) / RATE) + 1 } }));
  }
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
}

const numKills = Number(process.argv[2] ?? 20);
const folder = mkdtempSync(join(tmpdir(), 'hashtide-recovery-'));
const database = join(folder, 'hour.db');
const reader = new StampedReader();
let engine: ChildProcess | undefined;
try {
  writeHour(join(folder, 'hour.ndjson'));
  execFileSync(
    process.execPath,
    [HASHTIDE, 'replay', join(folder, 'hour.ndjson'), '--speed', 'max', '--db', database, '--model', 'afinn'],
    { stdio: 'ignore' },
  );
  const port = await reader.listen();
  const start = (): ChildProcess => {
    const args = ['run', '--db', database, '--reader', `127.0.0.1:${port}`, '--model', 'afinn', '--no-feed'];
    return spawn(process.execPath, [HASHTIDE, ...args], { stdio: 'ignore' });
  };
  engine = start();
  await reader.acked(0);
  const random = new Random(11);
  const connects: number[] = [];
  const acks: number[] = [];
  for (let kill = 0; kill < numKills; kill += 1) {
    // Into the rebuilding of the windows at times, at times long after it.
    await sleep(300 + 3000 * random.next());
    const killedAt = performance.now();
    engine.kill('SIGKILL');
    await once(engine, 'exit');
    const before = reader.numRecords;
    engine = start();
    await reader.acked(before);
    acks.push(performance.now() - killedAt);
    connects.push(reader.connectedAt - killedAt);
  }
  for (const [name, values] of Object.entries({ connected: connects, acked: acks })) {
    console.log(`${name}: p50 ${percentile(values, 50)} ms, p99 ${percentile(values, 99)} ms of ${numKills}`);
  }
  console.log(`load average ${loadavg()[0]?.toFixed(1)}`);
} finally {
  engine?.kill('SIGKILL');
  reader.close();
  rmSync(folder, { recursive: true, force: true });
}
