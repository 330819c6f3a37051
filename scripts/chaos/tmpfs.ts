import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { Skipped } from './scenario.ts';

/** A file system of a given size, in memory. */
export interface Tmpfs {
  readonly folder: string;
  /** Gives it another size, while it is in use. */
  resize(megabytes: number): void;
  unmount(): void;
}

/** Mounts a small file system at `folder`. @throws {Skipped} where this user may not */
export function mountTmpfs(folder: string, megabytes: number): Tmpfs {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const run = (command: string, ...args: string[]): string => {
    const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
    return status === 0 ? '' : (error?.message ?? stderr.trim()) || `${command} failed`;
  };
  const problem =
    process.platform === 'linux'
      ? run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'tmpfs', folder)
      : 'there is no tmpfs here';
  if (problem !== '') throw new Skipped(`needs a small disk, which only root can mount on Linux: ${problem}`);
  const unmount = (): void => {
    process.off('exit', unmount);
    run('umount', '-l', folder);
  };
  process.on('exit', unmount);
  return {
    folder,
    resize(size) {
      const failed = run('mount', '-o', `remount,size=${size}m`, folder);
      if (failed !== '') throw new Error(failed);
    },
    unmount,
  };
}
