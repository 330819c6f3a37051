import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hashtide } from './support/run-hashtide.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const folder = temporaryFolder();
const db = join(folder, 'counts.db');

function lastPlaceOf(text: string): number {
  return readFileSync(db).lastIndexOf(text);
}

test('V11 verify, backup and restore, from the command line', async () => {
  const lines = Array.from({ length: 300 }, (_, i) => `good #spark and #tag${i % 7}`).join('\n');
  const counted = await hashtide(
    ['replay', '-', '--db', db, '--model', 'afinn', '--start', '2026-11-22T12:00:00Z'],
    lines,
  );
  expect(counted.code).toBe(0);

  const whole = await hashtide(['verify', '--db', db, '--json']);
  expect(whole.code).toBe(0);
  expect(JSON.parse(whole.stdout)).toMatchObject({
    v: 1,
    type: 'verify',
    whole: true,
    damaged_batches: [],
    problems: [],
  });

  const made = await hashtide(['backup', '--db', db, '--json']);
  expect(made.code).toBe(0);
  const { file } = JSON.parse(made.stdout);
  expect(file).toBe(`${db}-backups/000001.db`);
  expect([statSync(file).mode & 0o777, statSync(`${db}-backups`).mode & 0o777]).toEqual([0o600, 0o700]);
  expect((await hashtide(['backup', '--db', db, '-o', join(folder, 'copy.db')])).code).toBe(0);
  expect((await hashtide(['verify', '--db', join(folder, 'copy.db')])).code).toBe(0);

  const bytes = readFileSync(db);
  const at = lastPlaceOf('tag3') + 2;
  bytes[at] = (bytes[at] as number) ^ 1;
  writeFileSync(db, bytes);
  const damaged = await hashtide(['verify', '--db', db]);
  expect(damaged.code).toBe(1);
  expect(damaged.stdout).toContain('BAD');

  const restored = await hashtide(['restore', '--db', db]);
  expect(restored.code).toBe(0);
  expect(restored.stdout).toContain(`kept as ${db}.damaged-1`);
  expect((await hashtide(['verify', '--db', db])).stdout).toContain('every batch gives its checksum');
});

test.each(['verify', 'backup'])('V11 %s of a database that is not there', async (command) => {
  const { code, stderr } = await hashtide([command, '--db', join(folder, 'none.db')]);
  expect(code).toBe(2);
  expect(stderr).toContain('There is no database');
});
