import { encodeBadRecord, MAX_RECORD_BYTES } from '@hashtide/engine/sources';
import type { SourceRecord } from '../../tweet-source.ts';
import { type BadEntry, type Entry, kept } from './entry.ts';
import type { RecordingFormat } from './recording-format.ts';
import type { ReplayReport } from './replay-report.ts';
import { addStamp, replaceStamp } from './stamp-line.ts';

/** What each line without a time of its own adds to the time, in a recording that tells none at all. */
const MS_PER_LINE = 10;
/** How many lines may wait for the first time in a recording before `start` is taken for it. */
const MOST_WAITING = 100_000;

/**
 * Gives every entry its time and makes it a record. Times never decrease: one that goes back is raised to the
 * one before it, and counted. An entry without a time takes the time before it; at the start, the first there is.
 */
export class Stamper {
  readonly #format: RecordingFormat;
  readonly #start: number;
  readonly #report: ReplayReport;
  #last: number | undefined;
  #numLines = 0;
  #waiting: Entry[] = [];

  /** @param start of a recording that tells no times, epoch ms */
  constructor(format: RecordingFormat, start: number, report: ReplayReport) {
    this.#format = format;
    this.#start = start;
    this.#report = report;
  }

  stamp(entries: readonly Entry[]): SourceRecord[] {
    const records: SourceRecord[] = [];
    for (const entry of entries) {
      const at = this.#timeOf(entry);
      if (at === undefined) {
        this.#waiting.push(kept(entry));
        if (this.#waiting.length >= MOST_WAITING) for (const record of this.end()) records.push(record);
        continue;
      }
      if (this.#waiting.length > 0) {
        for (const waiting of this.#waiting.splice(0)) records.push(this.#record(waiting, at));
      }
      records.push(this.#record(entry, at));
    }
    return records;
  }

  /** What still waits for a time gets `start`. */
  end(): SourceRecord[] {
    const waiting = this.#waiting.splice(0);
    if (waiting.length > 0) this.#last = this.#start;
    return waiting.map((entry) => this.#record(entry, this.#start));
  }

  #timeOf(entry: Entry): number | undefined {
    if (this.#format === 'text' || this.#format === 'untimed') {
      return this.#start + MS_PER_LINE * this.#numLines++;
    }
    if (Number.isNaN(entry.at)) return this.#last;
    if (this.#last !== undefined && entry.at < this.#last) {
      this.#report.numClamped++;
      return this.#last;
    }
    this.#last = entry.at;
    return entry.at;
  }

  #record(entry: Entry, at: number): SourceRecord {
    if ('error' in entry) return { at, line: badLine(entry, at) };
    if (entry.stamp === 'own' && entry.at === at) return entry;
    const line = entry.stamp === 'none' ? addStamp(entry.line, at) : replaceStamp(entry.line, at);
    if (line.length <= MAX_RECORD_BYTES) return { at, line };
    const tooLong = { at, error: 'too_long', lineNumber: entry.lineNumber } as const;
    this.#report.badLine(tooLong.lineNumber, tooLong.error);
    return { at, line: badLine(tooLong, at) };
  }
}

function badLine({ error, lineNumber }: BadEntry, at: number): Uint8Array {
  return Buffer.from(encodeBadRecord(at, error, lineNumber));
}
