import type { Clock } from '@hashtide/engine';
import type { JsonFile } from './json-file.ts';

/** X allows 50 in 15 minutes for an app; the rest is left to another program with the same key. */
const MOST_CONNECTS = 45;
const WINDOW_MS = 15 * 60_000;

/**
 * The last fuse: whatever every back-off says, no more than 45 connections in any 15 minutes. Given a file,
 * it remembers over restarts too, so a program that dies and is started again in a loop is held as well.
 */
export class ConnectWindow {
  readonly #clock: Clock;
  readonly #file: JsonFile | undefined;
  readonly #times: number[];

  constructor(clock: Clock, file?: JsonFile) {
    this.#clock = clock;
    this.#file = file;
    this.#times = timesOf(file?.read()).filter((time) => time <= clock.now());
  }

  /** When the next connection is allowed, epoch ms; not after now: at once. */
  get roomAt(): number {
    this.#forgetOld();
    if (this.#times.length < MOST_CONNECTS) return this.#clock.now();
    return (this.#times[this.#times.length - MOST_CONNECTS] as number) + WINDOW_MS;
  }

  /** Counts a connection about to be made. @returns takes it back: the host was never reached */
  count(): () => void {
    const time = this.#clock.now();
    this.#times.push(time);
    this.#save();
    return () => {
      const index = this.#times.lastIndexOf(time);
      if (index >= 0) this.#times.splice(index, 1);
      this.#save();
    };
  }

  #forgetOld(): void {
    const oldest = this.#clock.now() - WINDOW_MS;
    while (this.#times.length > 0 && (this.#times[0] as number) <= oldest) this.#times.shift();
  }

  #save(): void {
    this.#file?.write({ v: 1, connects: this.#times });
  }
}

function timesOf(stored: unknown): number[] {
  if (typeof stored !== 'object' || stored === null || !('connects' in stored)) return [];
  if (!Array.isArray(stored.connects)) return [];
  return stored.connects.filter((time): time is number => typeof time === 'number').sort((a, b) => a - b);
}
