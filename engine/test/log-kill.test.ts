import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterEach, expect, test } from 'vitest';
import { lettingGoReader } from './support/letting-go-reader.ts';

const ENGINE = fileURLToPath(new URL('support/logged-engine.ts', import.meta.url));
const NUM_RECORDS = 24_000;
const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

/** All that a database says of what was counted, but for how long it took. */
function tablesOf(database: string): unknown {
  const db = new Database(database, { readonly: true });
  try {
    return {
      batches: db
        .prepare(
          'SELECT batch_time, posts, positive, neutral, negative, late, duplicate, rejected, crc32 FROM batch ORDER BY 1',
        )
        .all(),
      hashtags: db.prepare('SELECT * FROM hashtag_count ORDER BY 1, 2').all(),
      seen: db.prepare('SELECT batch_time, hex(ids) AS ids FROM seen ORDER BY 1').all(),
      sources: db.prepare('SELECT * FROM source ORDER BY 1').all(),
    };
  } finally {
    db.close();
  }
}

function numCommitted(database: string): number {
  const db = new Database(database, { readonly: true });
  try {
    return Number(db.prepare('SELECT max(next_sequence) FROM source').pluck().get() ?? 1) - 1;
  } finally {
    db.close();
  }
}

/** Runs engines on one database, killing each after so long from its first ack; the last one to the end. */
async function run(killsAfterMs: readonly number[], log: 'log' | 'no-log', perTurn = 60) {
  const folder = mkdtempSync(join(tmpdir(), 'hashtide-kill-'));
  opened.push(() => rmSync(folder, { recursive: true, force: true }));
  const reader = await lettingGoReader(NUM_RECORDS, perTurn);
  opened.push(() => reader.close());
  const database = join(folder, 'counts.db');
  let numKills = 0;
  /** Acked records that only the log had when the engine was killed, the most of all kills. */
  let numOnlyLogged = 0;
  for (const [life, killAfterMs] of [...killsAfterMs, undefined].entries()) {
    // Each life has its share of the records, so that no engine is done before it is killed, however slow this is.
    reader.state.limit = Math.floor((NUM_RECORDS * (life + 1)) / (killsAfterMs.length + 1));
    const engine = spawn(process.execPath, [ENGINE, String(reader.port), database, log], {
      stdio: 'inherit',
    });
    const exited = once(engine, 'exit');
    const isKillable = (async () => {
      const before = reader.state.acked;
      while (engine.exitCode === null && reader.state.acked === before) await new Promise(setImmediate);
      await new Promise((resolve) => setTimeout(resolve, killAfterMs ?? 0));
    })();
    if (killAfterMs === undefined) {
      expect(await exited).toEqual([0, null]);
      break;
    }
    await isKillable;
    engine.kill('SIGKILL');
    const [, signal] = await exited;
    if (signal === 'SIGKILL') numKills += 1;
    numOnlyLogged = Math.max(numOnlyLogged, reader.state.acked - numCommitted(database));
  }
  return { tables: tablesOf(database), numKills, numOnlyLogged, database };
}

test('P11 V2 engines killed under load leave the tables of an undisturbed run, though the reader let go of all that was acked', async () => {
  const undisturbed = await run([], 'log');
  const killed = await run([0, 120, 15, 60, 200, 5], 'log');
  expect(killed.numKills).toBe(6);
  expect(killed.numOnlyLogged).toBeGreaterThan(0);
  expect(killed.tables).toEqual(undisturbed.tables);
  // Where all is committed nothing is left to be logged.
  const log = `${killed.database}-log`;
  expect(readdirSync(log).filter((name) => name.endsWith('.log'))).toEqual([]);
  if (process.platform !== 'win32') expect(statSync(log).mode & 0o777).toBe(0o700);
}, 240_000);

test('P10 without a log acks wait for the commit, which is as safe', async () => {
  const undisturbed = await run([], 'no-log');
  const killed = await run([10, 80], 'no-log');
  expect(killed.tables).toEqual(undisturbed.tables);
  expect(existsSync(`${killed.database}-log`)).toBe(false);
}, 240_000);
