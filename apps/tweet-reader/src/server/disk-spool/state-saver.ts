import { type Clock, toError } from '@hashtide/engine';
import type { SpoolFiles } from './spool-files.ts';
import { type SpoolState, writeState } from './spool-state.ts';

const SAVE_MS = 1_000;

export interface StateSaverOptions {
  readonly files: SpoolFiles;
  readonly clock: Clock;
  readonly epoch: string;
  log(line: string): void;
}

/** Writes the spool's state down, at most once a second. A state that is a little old costs nothing. */
export class StateSaver {
  readonly #options: StateSaverOptions;
  #cancelWait: (() => void) | undefined;
  #saving: Promise<void> = Promise.resolve();
  #isClosed = false;
  #hasComplained = false;

  constructor(options: StateSaverOptions) {
    this.#options = options;
  }

  changed(state: () => SpoolState): void {
    if (this.#cancelWait !== undefined || this.#isClosed) return;
    const { clock } = this.#options;
    this.#cancelWait = clock.at(clock.now() + SAVE_MS, () => {
      this.#cancelWait = undefined;
      this.#save(state);
    });
  }

  async close(state: SpoolState): Promise<void> {
    this.#isClosed = true;
    this.#cancelWait?.();
    this.#save(() => state);
    await this.#saving;
  }

  #save(state: () => SpoolState): void {
    const { files, epoch } = this.#options;
    this.#saving = this.#saving
      .then(() => writeState(files, epoch, state()))
      .catch((error: unknown) => this.#complain(error));
  }

  /** A full disk: records come first, and say so themselves. */
  #complain(error: unknown): void {
    if (this.#hasComplained) return;
    this.#hasComplained = true;
    this.#options.log(`what the engines have acked cannot be noted: ${toError(error).message}`);
  }
}
