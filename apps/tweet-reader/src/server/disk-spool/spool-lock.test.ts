import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SystemClock } from '@hashtide/engine';
import { afterAll, expect, test } from 'vitest';
import { recordsOf } from '../test-support.ts';
import { DiskSpool } from './disk-spool.ts';

const base = mkdtempSync(join(tmpdir(), 'hashtide-spool-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const open = (folder: string): Promise<DiskSpool> =>
  DiskSpool.open({ folder, clock: new SystemClock(), mayWait: false, onProgress: () => {}, log: () => {} });

test('P16 a second reader of a spool is refused by name, with the cure; after the first it is let in', async () => {
  const folder = join(base, 'data', 'spool-x');
  const one = await open(folder);
  await expect(open(folder)).rejects.toMatchObject({
    code: 'SPOOL_LOCKED',
    message: `${folder} is in use by another reader (pid ${process.pid})`,
    fix: expect.stringContaining('--data-dir'),
  });
  await one.close();
  const two = await open(folder);
  expect(two.epoch).toBe(one.epoch);
  await two.close();
});

test.skipIf(process.platform === 'win32')('P7 its files are nobody else’s', async () => {
  const folder = join(base, 'private');
  const spool = await open(folder);
  spool.append(recordsOf(1, 10));
  await spool.flush();
  await spool.close();
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  const modes = readdirSync(folder).map((name) => [
    name,
    (statSync(join(folder, name)).mode & 0o777).toString(8),
  ]);
  expect(modes.length).toBeGreaterThanOrEqual(4);
  expect(modes.filter(([, mode]) => mode !== '600')).toEqual([]);
});

test('P7 a folder that cannot be made is refused, with the cure', async () => {
  await expect(open(join('/dev/null', 'spool'))).rejects.toMatchObject({
    code: 'SPOOL_NOT_WRITABLE',
    fix: expect.stringContaining('--no-spool'),
  });
});
