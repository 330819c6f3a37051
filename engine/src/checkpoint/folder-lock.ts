import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StreamingError } from '../errors.ts';
import { lifeOf } from './process-life.ts';

const FILE = 'lock';
/** Folders that this process holds, however many objects ask. */
const held = new Set<string>();

/**
 * Makes a folder one process's, and within it one owner's. A file names the holder; that of a process which has died
 * is taken over.
 */
export class FolderLock {
  readonly #folder: string;
  #isHeld = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Again is harmless. @throws {StreamingError} `LOG_IN_USE` */
  take(): void {
    if (this.#isHeld) return;
    if (held.has(this.#folder)) throw this.#inUse('this process');
    const mine = join(this.#folder, `${FILE}-${randomUUID()}`);
    writeFileSync(mine, `${process.pid} ${lifeOf(process.pid) ?? ''}\n`, { mode: 0o600, flag: 'wx' });
    try {
      for (let tries = 3; !this.#link(mine); tries -= 1) {
        const pid = this.#removeDead();
        if (pid !== undefined || tries === 0) throw this.#inUse(`pid ${pid ?? 'unknown'}`);
      }
    } finally {
      rmSync(mine, { force: true });
    }
    held.add(this.#folder);
    this.#isHeld = true;
  }

  /** Again is harmless. */
  release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    held.delete(this.#folder);
    rmSync(this.#path, { force: true });
  }

  get #path(): string {
    return join(this.#folder, FILE);
  }

  /** A link is made by one of many who try. */
  #link(mine: string): boolean {
    try {
      linkSync(mine, this.#path);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      return false;
    }
  }

  /** Takes away a dead holder's file. @returns the holder's pid, if it lives */
  #removeDead(): number | undefined {
    const holder = readHolder(this.#path);
    if (holder !== undefined && isAlive(holder)) return holder.pid;
    // Renamed first: another may have been quicker and hold it by now.
    const aside = join(this.#folder, `${FILE}-${randomUUID()}`);
    try {
      renameSync(this.#path, aside);
    } catch {
      return undefined;
    }
    const moved = readHolder(aside);
    const isTheSame = moved?.pid === holder?.pid && moved?.life === holder?.life;
    if (!isTheSame) this.#link(aside);
    rmSync(aside, { force: true });
    return isTheSame ? undefined : moved?.pid;
  }

  #inUse(holder: string): StreamingError {
    return new StreamingError(
      'LOG_IN_USE',
      `the log in ${this.#folder} is written by ${holder}; only one may`,
      {
        fix: 'Stop that process, or give this one a directory of its own.',
      },
    );
  }
}

interface Holder {
  readonly pid: number;
  /** See {@link lifeOf}; '': not known. */
  readonly life: string;
}

function readHolder(path: string): Holder | undefined {
  try {
    const [first = '', life = ''] = readFileSync(path, 'utf8').trim().split(' ');
    const pid = Number.parseInt(first, 10);
    return Number.isSafeInteger(pid) && pid > 0 ? { pid, life } : undefined;
  } catch {
    return undefined;
  }
}

function isAlive({ pid, life }: Holder): boolean {
  // What this process holds is in `held`: in a container one that died had our own number.
  if (pid === process.pid) return false;
  const now = lifeOf(pid);
  return now !== undefined && (life === '' || now === '' || now === life);
}
