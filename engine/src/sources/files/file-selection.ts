import type { Duration, Time } from '../../time/duration.ts';

/** A file younger than this may still be new to a batch, ms. */
const MIN_REMEMBER_DURATION: Duration = 60_000;

/** Why a file was left out. `too old` and `name filter` are rules; the others are what is wrong with the file. */
export type SkipReason =
  | 'too old'
  | 'name filter'
  | 'not a file'
  | 'unreadable'
  | 'empty'
  | 'changed after it was read';

/** How far back a stream remembers which files it took: whole batches, 60 s or more. */
export function fileRememberDuration(batchDuration: Duration, minRemember = MIN_REMEMBER_DURATION): Duration {
  return batchDuration * Math.ceil(minRemember / batchDuration);
}

/** What decides whether a file is new to a batch. */
export interface FileCandidate {
  readonly batchTime: Time;
  /** When it was last changed, epoch ms. */
  readonly modTime: Time;
  /** Whether a batch that is remembered has it. */
  readonly isSelected: boolean;
  /** Files up to this moment were there before the stream; 0: take them too. */
  readonly ignoreUpTo: Time;
  readonly rememberDuration: Duration;
}

/**
 * Whether a batch takes a file.
 *
 *     modTime   ≤ ignoreUpTo   ≤ t − remember   │ taken, once │   > t: a later batch's
 *               ───── too old ─────────────────▶│             │▶
 */
export function isNewFile(candidate: FileCandidate): boolean {
  return !isTooOld(candidate) && candidate.modTime <= candidate.batchTime && !candidate.isSelected;
}

/** Whether no later batch will take it either. */
export function isTooOld({ batchTime, modTime, ignoreUpTo, rememberDuration }: FileCandidate): boolean {
  return modTime <= Math.max(ignoreUpTo, batchTime - rememberDuration);
}
