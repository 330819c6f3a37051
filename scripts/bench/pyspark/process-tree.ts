import { readdirSync, readFileSync } from 'node:fs';

/** The clock by which Linux counts a process's time: USER_HZ, 100 on every machine that Node runs on. */
const TICKS_PER_SECOND = 100;
const SAMPLE_MS = 1000;

/** What processes and all their descendants have taken. */
export interface TreeCost {
  readonly cpuSeconds: number;
  readonly peakMiB: number;
}

/** Watches some processes and all that they start, from outside, by `/proc`. */
export class ProcessTree implements Disposable {
  readonly #roots: readonly number[];
  readonly #timer: NodeJS.Timeout;
  #peakKiB = 0;

  constructor(roots: readonly number[]) {
    this.#roots = roots;
    this.#timer = setInterval(() => this.#sample(), SAMPLE_MS);
  }

  /** So far, those included that have ended and were waited for by their parents; memory at most, by samples. */
  cost(): TreeCost {
    this.#sample();
    const ticks = this.#pids().reduce((sum, pid) => sum + ticksOf(pid), 0);
    return { cpuSeconds: ticks / TICKS_PER_SECOND, peakMiB: this.#peakKiB / 1024 };
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #sample(): void {
    const sum = this.#pids().reduce((total, pid) => total + residentKiB(pid), 0);
    this.#peakKiB = Math.max(this.#peakKiB, sum);
  }

  #pids(): number[] {
    const children = new Map<number, number[]>();
    for (const name of readdirSync('/proc')) {
      const parent = /^\d+$/.test(name) ? Number(statOf(Number(name))[1]) : 0;
      if (parent > 0) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    }
    const found = [...this.#roots];
    for (const pid of found) found.push(...(children.get(pid) ?? []));
    return found;
  }
}

/** The fields behind the name, `state` first; none of a process that is gone. */
function statOf(pid: number): string[] {
  const stat = read(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** User and system time, its own and that of children that ended. */
function ticksOf(pid: number): number {
  return statOf(pid)
    .slice(11, 15)
    .reduce((sum, ticks) => sum + Number(ticks), 0);
}

/** Resident memory; a page that several processes share is divided among them, as forked Python workers do. */
function residentKiB(pid: number): number {
  return Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // ended meanwhile
  }
}
