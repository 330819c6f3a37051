import { toError } from '../errors.ts';
import type { Clock } from '../time/clock.ts';
import { backupsOf } from './backup-files.ts';
import type { Store } from './store.ts';

/** The first backup of an engine that has just started comes no sooner than this. */
const FIRST_MS = 60_000;
/** The backup at the end may take so long; one that takes longer is given up, and the ones before stay. */
const LAST_BACKUP_MS = 2000;

export interface BackupScheduleOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** Time between two backups, ms. */
  readonly everyMs: number;
  /** Takes one line for people. */
  readonly log: (message: string) => void;
}

/** Makes a backup every so often, and one at the end, if batches were committed since the one before. */
export class BackupSchedule {
  readonly #options: BackupScheduleOptions;
  readonly #abort = new AbortController();
  #cancel: () => void = () => {};
  #running: Promise<void> | undefined;
  /** Batches in the newest backup, as far as we made it. */
  #numBatches = -1;
  #hasComplained = false;

  constructor(options: BackupScheduleOptions) {
    this.#options = options;
  }

  start(): void {
    const { store, clock, everyMs } = this.#options;
    const now = clock.now();
    const madeAt = backupsOf(store.file)[0]?.madeAt;
    const due = madeAt === undefined ? now + Math.min(everyMs, FIRST_MS) : madeAt + everyMs;
    this.#wait(Math.min(Math.max(due, now + Math.min(everyMs, FIRST_MS)), now + everyMs));
  }

  /** Resolves when no backup is being made. */
  async idle(): Promise<void> {
    await this.#running;
  }

  /** Ends what goes on, and makes the last backup. Never rejects. */
  async stop(): Promise<void> {
    this.#cancel();
    this.#abort.abort();
    await this.#running;
    const { clock } = this.#options;
    const lastOne = new AbortController();
    const cancel = clock.at(clock.now() + LAST_BACKUP_MS, () => lastOne.abort());
    await this.#make(lastOne.signal);
    cancel();
  }

  #wait(time: number): void {
    const { clock, everyMs } = this.#options;
    this.#cancel = clock.at(time, () => {
      this.#wait(clock.now() + everyMs);
      this.#running ??= this.#make(this.#abort.signal).finally(() => {
        this.#running = undefined;
      });
    });
  }

  async #make(signal: AbortSignal): Promise<void> {
    const { store, log } = this.#options;
    const numBatches = store.numBatches();
    if (numBatches === this.#numBatches || numBatches === 0) return;
    try {
      await store.backup(signal);
      this.#numBatches = numBatches;
      this.#hasComplained = false;
    } catch (error) {
      if (signal.aborted || this.#hasComplained) return;
      this.#hasComplained = true;
      log(`no backup: ${toError(error).message}`);
    }
  }
}
