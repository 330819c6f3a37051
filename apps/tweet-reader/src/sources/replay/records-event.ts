import type { SourceEvent, SourceRecord } from '../../tweet-source.ts';

const MOST_RECORDS = 4096;
const MOST_BYTES = 1024 * 1024;

/** Gathers records for one event: at most 4096, and at most 1 MiB. */
export class RecordsEvent {
  #records: SourceRecord[] = [];
  #numBytes = 0;

  get size(): number {
    return this.#records.length;
  }

  /** An empty one takes any record. */
  fits(record: SourceRecord): boolean {
    const { length } = this.#records;
    return length === 0 || (length < MOST_RECORDS && this.#numBytes + record.line.length <= MOST_BYTES);
  }

  add(record: SourceRecord): void {
    this.#records.push(record);
    this.#numBytes += record.line.length;
  }

  /** What was gathered; begins anew. */
  take(): SourceEvent {
    const records = this.#records;
    this.#records = [];
    this.#numBytes = 0;
    return { kind: 'records', records };
  }
}
