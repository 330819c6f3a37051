import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { killReader } from './testing/kill-reader.ts';

const folder = mkdtempSync(join(tmpdir(), 'hashtide-spool-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Random numbers that are the same each time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

test('P7 a reader that is killed goes on with the same epoch, and no number is ever two records', async () => {
  const report = await killReader({
    folder: join(folder, 'spool'),
    numKills: 5,
    ratePerSecond: 2_000,
    random: seeded(7),
  });
  expect(report.violations).toEqual([]);
  expect(report.numRecords).toBeGreaterThan(2_000);
  expect(report.logs).toContainEqual(expect.stringContaining('what it took in its last 200 ms may be lost'));
}, 240_000);

test('control: a spool that sends before its records are durable is found out', async () => {
  const report = await killReader({
    folder: join(folder, 'control'),
    numKills: 3,
    ratePerSecond: 2_000,
    isHeldBack: true,
    random: seeded(3),
  });
  expect(report.violations.length).toBeGreaterThan(0);
}, 240_000);
