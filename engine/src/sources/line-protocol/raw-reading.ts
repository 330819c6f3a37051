import type { Clock } from '../../time/clock.ts';
import { parseObject } from '../json-object.ts';
import type { LineProtocolCounters } from './counters.ts';
import { type BadRecordReason, encodeBadRecord, MAX_RECORD_BYTES } from './messages.ts';
import type { RecordTarget } from './record-target.ts';
import type { StreamPosition } from './stream-positions.ts';

export interface RawReadingOptions {
  /** Where the numbering stands; moved on with each record. */
  readonly position: StreamPosition;
  readonly clock: Clock;
  readonly target: RecordTarget;
  readonly counters: LineProtocolCounters;
}

/**
 * Reads lines of a peer that speaks no protocol, such as `nc -lk 5555`: every line that is not blank becomes a
 * record, stamped with this machine's clock and numbered here.
 *
 *     {"data":{…}}   →  {"data":{…},"__rec":{"at":1795336800123}}
 *     hello #world   →  {"text":"hello #world","__rec":{"at":1795336800123}}
 */
export class RawReading {
  readonly #options: RawReadingOptions;
  #isUnused = true;

  constructor(options: RawReadingOptions) {
    this.#options = options;
  }

  /** Nothing has come yet. */
  get isUnused(): boolean {
    return this.#isUnused;
  }

  line(bytes: Buffer, start: number, end: number, isUtf8: boolean): void {
    this.#isUnused = false;
    if (end - start > MAX_RECORD_BYTES) {
      this.tooLong();
      return;
    }
    if (!isUtf8) {
      this.#options.counters.badUtf8 += 1;
      this.#bad('bad_utf8');
      return;
    }
    const text = bytes.toString('utf8', start, end).trim();
    if (text !== '') this.#pass(Buffer.from(wrapRawLine(text, this.#stamp())));
  }

  tooLong(): void {
    this.#isUnused = false;
    this.#options.counters.tooLong += 1;
    this.#bad('too_long');
  }

  /** What the peer sends later will be stamped later. */
  watermark(): void {
    this.#options.target.watermark(this.#stamp());
  }

  #bad(reason: BadRecordReason): void {
    this.#pass(Buffer.from(encodeBadRecord(this.#stamp(), reason)));
  }

  #pass(record: Buffer): void {
    this.#options.counters.records += 1;
    const { position, target } = this.#options;
    target.record(position.next, position.lastAt, record, 0, record.length);
    position.next += 1;
  }

  /** Never goes back, though the machine's clock may. */
  #stamp(): number {
    const { position, clock } = this.#options;
    position.lastAt = Math.max(position.lastAt, clock.now());
    return position.lastAt;
  }
}

/** Makes a record of a line of text or JSON, trimmed and not empty. */
export function wrapRawLine(text: string, at: number): string {
  const stamp = `"__rec":{"at":${at}}}`;
  if (!text.startsWith('{')) return `{"text":${JSON.stringify(text)},${stamp}`;
  const record = parseObject(text);
  if (record === undefined) return `{"text":${JSON.stringify(text)},${stamp}`;
  const isEmpty = Object.keys(record).length === 0;
  // As it came, with the stamp as its last key: of two keys of one name the last one counts.
  return `${text.slice(0, -1)}${isEmpty ? '' : ','}${stamp}`;
}
