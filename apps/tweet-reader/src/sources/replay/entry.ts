import type { BadRecordReason } from '@hashtide/engine/sources';

/** Why a line of a recording is no record. */
export type BadReason = Exclude<BadRecordReason, 'bad_line'>;

/** One line of a recording (or one tweet of a page) that takes a sequence number. */
export type Entry = RecordEntry | BadEntry;

interface RecordEntry {
  /** The time it says of itself, epoch ms; NaN when it says none. */
  readonly at: number;
  /** UTF-8 JSON of one object, nothing around it. */
  readonly line: Uint8Array;
  /** Whether `line` has a `__rec.at` equal to `at`, has a `__rec` of another form, or has none. */
  readonly stamp: 'own' | 'other' | 'none';
  /** Counted from 1. */
  readonly lineNumber: number;
}

/** One that may be kept: until the next bytes are read, an entry's line stands where they will. */
export function kept(entry: Entry): Entry {
  return 'error' in entry ? entry : { ...entry, line: new Uint8Array(entry.line) };
}

export interface BadEntry {
  readonly at: number;
  readonly error: BadReason;
  readonly lineNumber: number;
}
