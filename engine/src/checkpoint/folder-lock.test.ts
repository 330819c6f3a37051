import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FolderLock } from './folder-lock.ts';
import { lifeOf } from './process-life.ts';

let folder = '';
let child: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hashtide-lock-'));
});
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const heldBy = (text: string) => writeFileSync(join(folder, 'lock'), text);
const taken = () => {
  const lock = new FolderLock(folder);
  lock.take();
  const holder = readFileSync(join(folder, 'lock'), 'utf8');
  lock.release();
  return holder.startsWith(`${process.pid} `);
};

/** A shell with a child that has ended and that nobody looks at. @returns the numbers of both */
async function shellWithZombie(): Promise<{ alive: number; zombie: number }> {
  child = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 30'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = await once(child.stdout as NonNullable<ChildProcess['stdout']>, 'data');
  return { alive: child.pid ?? 0, zombie: Number(line) };
}

test.skipIf(process.platform === 'win32')('S33 a folder is one living process’s', async () => {
  const { alive } = await shellWithZombie();
  heldBy(`${alive} ${lifeOf(alive)}\n`);

  expect(() => taken()).toThrow(expect.objectContaining({ code: 'LOG_IN_USE' }));
  heldBy(`${alive}\n`);
  expect(() => taken()).toThrow(expect.objectContaining({ code: 'LOG_IN_USE' }));
});

test.skipIf(process.platform !== 'linux')(
  'S33 a killed holder that its parent has not looked at is dead',
  async () => {
    const { zombie } = await shellWithZombie();
    await expect.poll(() => lifeOf(zombie)).toBeUndefined();
    expect(process.kill(zombie, 0)).toBe(true);
    heldBy(`${zombie} 1\n`);

    expect(taken()).toBe(true);
  },
);

test.skipIf(process.platform !== 'linux')(
  'S33 a number that was given again is another process',
  async () => {
    const { alive } = await shellWithZombie();
    heldBy(`${alive} 1\n`);

    expect(taken()).toBe(true);
  },
);
