import { warn } from '../../receiver/warn.ts';
import type { SkipReason } from './file-selection.ts';
import { MOST_ENTRIES } from './list-files.ts';

/** A file that a batch left out. */
export interface SkippedFile {
  readonly file: string;
  readonly reason: SkipReason;
  /** What went wrong, where something did. */
  readonly detail?: string;
}

/** How many are told of in one batch. */
const MOST_TOLD = 100;

const RULES: Readonly<Record<SkipReason, string>> = {
  'too old': 'a file must have been changed after the stream was made, and at most 60 s before its batch',
  'name filter': 'its name must pass the filter; without one it must not begin with a dot',
  'not a file': 'only files are read',
  unreadable: 'it is looked at again in the next batch',
  empty: 'a file must be whole when it comes into the folder: write it elsewhere, then move it',
  'changed after it was read': 'a file is read once: write more to a new one',
};

/** Tells once of each file that was left out, and why. */
export class SkippedFiles {
  readonly #pattern: string;
  /** What the last scan has met: as many as are in the folder. */
  #told: ReadonlySet<string> = new Set();
  #met = new Set<string>();
  #new: SkippedFile[] = [];
  #folderError = '';
  #isSlow = false;
  #isTooLarge = false;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  /** A scan begins. */
  begin(): void {
    this.#new = [];
    this.#met = new Set();
  }

  /** It was read: when it gets old that is nothing to tell. */
  wasRead(file: string): void {
    this.#met.add(keyOf(file, 'too old'));
  }

  add(file: string, reason: SkipReason, detail?: string): void {
    const key = keyOf(file, reason);
    const isTold = this.#told.has(key) || this.#met.has(key);
    this.#met.add(key);
    if (isTold) return;
    this.#new.push({ file, reason, ...(detail === undefined ? {} : { detail }) });
  }

  /** @param isSlow looking took longer than a batch: said once */
  folderFound(isSlow: boolean): void {
    this.#folderError = '';
    if (!isSlow || this.#isSlow) return;
    this.#isSlow = true;
    const fix = 'move what has been read out of the folder, or take a longer batchDuration';
    warn(
      'SLOW_FILE_SCAN',
      `looking through ${JSON.stringify(this.#pattern)} takes longer than a batch; ${fix}`,
    );
  }

  /** There were entries that nobody has looked at: said once. */
  folderTooLarge(numMore: number): void {
    if (this.#isTooLarge) return;
    this.#isTooLarge = true;
    warn(
      'FOLDER_TOO_LARGE',
      `${JSON.stringify(this.#pattern)} has ${numMore} entries beyond the ${MOST_ENTRIES} that are looked at; ` +
        'new files among them are not read: move what has been read out of the folder',
    );
  }

  /** The folder cannot be read: said once, until it can be again. */
  folderFailed({ message }: Error): void {
    // Not all was looked at.
    this.#met = new Set([...this.#told, ...this.#met]);
    if (message === this.#folderError) return;
    this.#folderError = message;
    warn(
      'FOLDER_UNREADABLE',
      `${JSON.stringify(this.#pattern)} cannot be read: ${message}; its batches are empty`,
    );
  }

  /** Warns of what is new. @returns it, for the batch's metadata */
  end(): { readonly skipped?: readonly SkippedFile[]; readonly numSkipped?: number } {
    const skipped = this.#new;
    this.#new = [];
    this.#told = this.#met;
    if (skipped.length === 0) return {};
    for (const reason of new Set(skipped.map((each) => each.reason))) {
      // What a filter leaves out was meant to be.
      if (reason !== 'name filter')
        this.#warn(
          reason,
          skipped.filter((each) => each.reason === reason),
        );
    }
    return { skipped: skipped.slice(0, MOST_TOLD), numSkipped: skipped.length };
  }

  #warn(reason: SkipReason, skipped: readonly SkippedFile[]): void {
    const names = skipped
      .slice(0, 3)
      .map(({ file, detail }) => JSON.stringify(file) + (detail ? ` (${detail})` : ''));
    const more = skipped.length > 3 ? ` and ${skipped.length - 3} more` : '';
    const what = reason === 'empty' ? 'has no data in it' : `left out, ${reason}`;
    warn('FILES_LEFT_OUT', `${names.join(', ')}${more}: ${what}; ${RULES[reason]}`);
  }
}

function keyOf(file: string, reason: SkipReason): string {
  return `${reason} ${file}`;
}
