import type { Time } from '../../time/duration.ts';
import type { ListedFile } from './list-files.ts';

interface SavedSelection {
  readonly ignoreUpTo: Time;
  readonly batches: readonly (readonly [batchTime: Time, files: readonly ListedFile[]])[];
}

/** Which batch took which files, as long as it is remembered. */
export class SelectedFiles {
  readonly #batches = new Map<Time, readonly ListedFile[]>();
  readonly #modTimes = new Map<string, Time>();
  #ignoreUpTo: Time;

  constructor(ignoreUpTo: Time) {
    this.#ignoreUpTo = ignoreUpTo;
  }

  /** Files not changed after this moment were there before the stream, in its first life. */
  get ignoreUpTo(): Time {
    return this.#ignoreUpTo;
  }

  /** When a file had been changed when it was taken; undefined: it is not among those remembered. */
  modTimeOf(path: string): Time | undefined {
    return this.#modTimes.get(path);
  }

  select(batchTime: Time, files: readonly ListedFile[]): void {
    this.#batches.set(batchTime, files);
    for (const { path, modTime } of files) this.#modTimes.set(path, modTime);
  }

  forgetUpTo(batchTime: Time): void {
    for (const [time, files] of this.#batches) {
      if (time > batchTime) continue;
      this.#batches.delete(time);
      for (const { path } of files) this.#modTimes.delete(path);
    }
  }

  save(): SavedSelection {
    return {
      ignoreUpTo: this.#ignoreUpTo,
      batches: [...this.#batches].filter(([, files]) => files.length > 0),
    };
  }

  restore(saved: unknown): void {
    const { ignoreUpTo, batches } = saved as SavedSelection;
    this.#ignoreUpTo = ignoreUpTo;
    this.#batches.clear();
    this.#modTimes.clear();
    for (const [batchTime, files] of batches) this.select(batchTime, files);
  }
}
