import { isObject } from '../json-object.ts';
import type { LineProtocolCounters } from './counters.ts';
import {
  atOf,
  type BadRecordReason,
  decodeReaderMessage,
  encodeBadRecord,
  MAX_RECORD_BYTES,
  type ReaderCondition,
} from './messages.ts';
import { type RecordFrame, readAt, readFrame, readSequence } from './record-frame.ts';
import type { RecordTarget } from './record-target.ts';
import type { StreamPosition } from './stream-positions.ts';

/** Broken lines that may wait for the next record to tell which sequence numbers were theirs. */
const MAX_WAITING = 1024;

export interface ProtocolReadingOptions {
  /** Where the stream stands; moved on with each record. */
  readonly position: StreamPosition;
  readonly target: RecordTarget;
  readonly counters: LineProtocolCounters;
  /** Before the first record is passed on; what it throws comes out of `line`. */
  onFirstRecord(at: number): void;
  /** A new record or a heartbeat came. */
  onUseful(): void;
  onCondition(condition: ReaderCondition | undefined): void;
  /** Sequence numbers are missing: the connection is of no more use. */
  onGap(expected: number, got: number): void;
  onEnd(): void;
}

/**
 * Reads a reader's lines after the greeting, one connection long, and passes each record on once and in order.
 *
 * A line that is no record uses up its sequence number: an error record stands in its place. Where the number
 * cannot be read, the line waits for the next record; it stands for a number missing before that one, if one is.
 */
export class ProtocolReading {
  readonly #options: ProtocolReadingOptions;
  readonly #frame: RecordFrame = { sequence: 0, start: 0, end: 0 };
  readonly #position: StreamPosition;
  #isFirst = true;
  /** The last watermark given. */
  #saidAt: number;
  #isEnded = false;
  #hasGap = false;
  #waiting: BadRecordReason[] = [];

  constructor(options: ProtocolReadingOptions) {
    this.#options = options;
    this.#position = options.position;
    this.#saidAt = options.position.lastAt;
  }

  line(bytes: Buffer, start: number, end: number, isUtf8: boolean): void {
    if (this.#hasGap) return;
    const frame = this.#frame;
    if (isUtf8 && readFrame(bytes, start, end, frame) && frame.end - frame.start <= MAX_RECORD_BYTES) {
      const at = readAt(bytes, frame.start, frame.end);
      if (at >= 0) {
        this.#record(frame.sequence, at, bytes, frame.start, frame.end);
        return;
      }
    }
    if (isUtf8) this.#message(bytes, start, end);
    else this.#broken('bad_utf8', bytes, start, end);
  }

  /** To be called when all the bytes at hand have been read: says how far the records' own stamps reach. */
  caughtUp(): void {
    const { lastAt } = this.#position;
    if (lastAt <= this.#saidAt) return;
    this.#saidAt = lastAt;
    this.#options.onUseful();
    this.#options.target.watermark(lastAt);
  }

  /** A line longer than allowed; `bytes[start, end)` is its beginning. */
  tooLong(bytes: Buffer, start: number, end: number): void {
    this.#broken('too_long', bytes, start, end);
  }

  #record(sequence: number, at: number, bytes: Buffer, start: number, end: number): void {
    if (sequence < this.#position.next) {
      this.#options.counters.duplicates += 1;
      return;
    }
    if (!this.#fillUpTo(sequence, at)) return;
    this.#pass(at, bytes, start, end);
  }

  /** Every line that is not of the usual form. */
  #message(bytes: Buffer, start: number, end: number): void {
    const message = decodeReaderMessage(bytes.toString('utf8', start, end));
    if (message === undefined) {
      this.#broken('not_json', bytes, start, end);
      return;
    }
    if (message.kind === 'heartbeat') this.#heartbeat(message.at, message.condition);
    if (message.kind === 'end') this.#end(message.next);
    if (message.kind !== 'record') return;
    const { sequence, record } = message;
    const at = atOf(record);
    if (!isObject(record)) {
      this.#bad(sequence, 'not_object', undefined);
      return;
    }
    if (at === undefined) {
      this.#bad(sequence, 'bad_line', undefined);
      return;
    }
    const text = encodeRecord(record);
    if (text === undefined) {
      this.#bad(sequence, 'bad_line', at);
      return;
    }
    if (text.length > MAX_RECORD_BYTES) {
      this.#bad(sequence, 'too_long', at);
      return;
    }
    this.#record(sequence, at, text, 0, text.length);
  }

  #heartbeat(at: number, condition: ReaderCondition | undefined): void {
    this.#options.onUseful();
    this.#options.onCondition(condition);
    // A record's stamp says the same, and may say more; 0 is said where nothing is known.
    if (at === 0 || at <= this.#saidAt || this.#isEnded) return;
    this.#saidAt = at;
    this.#options.target.watermark(at);
  }

  #end(next: number): void {
    if (next > this.#position.next && !this.#fillUpTo(next, this.#position.lastAt)) return;
    // First how far the records reach: a watermark after the end would say that it goes on.
    this.caughtUp();
    this.#isEnded = true;
    this.#options.onEnd();
  }

  /** A line that is no message: what can be read of it decides whose place it takes. */
  #broken(reason: BadRecordReason, bytes: Buffer, start: number, end: number): void {
    if (this.#hasGap) return;
    if (readSequence(bytes, start, end, this.#frame) < 0) {
      this.#count(reason);
      this.#wait(reason);
      return;
    }
    const at = readAt(bytes, start, end - 1);
    this.#bad(this.#frame.sequence, reason, at < 0 ? undefined : at);
  }

  #bad(sequence: number, reason: BadRecordReason, at: number | undefined): void {
    if (sequence < this.#position.next) {
      this.#options.counters.duplicates += 1;
      return;
    }
    this.#count(reason);
    const stamp = at ?? this.#position.lastAt;
    // No stamp to give it yet: it takes the next record's.
    if (stamp === -Infinity) {
      this.#wait(reason);
      return;
    }
    if (this.#fillUpTo(sequence, stamp)) this.#passBad(stamp, reason);
  }

  #wait(reason: BadRecordReason): void {
    if (this.#waiting.length < MAX_WAITING) this.#waiting.push(reason);
  }

  /** Gives the sequence numbers before `sequence` to the lines that wait. @returns false: there are too few */
  #fillUpTo(sequence: number, at: number): boolean {
    const waiting = this.#waiting;
    if (
      sequence - this.#position.next > waiting.length ||
      (at === -Infinity && sequence > this.#position.next)
    ) {
      this.#hasGap = true;
      this.#options.counters.gaps += 1;
      this.#options.onGap(this.#position.next, sequence);
      return false;
    }
    for (const reason of waiting) {
      if (this.#position.next < sequence) this.#passBad(at, reason);
    }
    if (waiting.length > 0) this.#waiting = [];
    return true;
  }

  #passBad(at: number, reason: BadRecordReason): void {
    const text = Buffer.from(encodeBadRecord(Math.max(at, this.#position.lastAt), reason));
    this.#pass(at, text, 0, text.length);
  }

  #pass(at: number, bytes: Buffer, start: number, end: number): void {
    if (this.#isFirst) {
      this.#isFirst = false;
      this.#options.onFirstRecord(at);
    }
    this.#isEnded = false;
    if (at > this.#position.lastAt) this.#position.lastAt = at;
    this.#options.counters.records += 1;
    this.#options.target.record(this.#position.next, this.#position.lastAt, bytes, start, end);
    this.#position.next += 1;
  }

  #count(reason: BadRecordReason): void {
    const counters = this.#options.counters;
    if (reason === 'too_long') counters.tooLong += 1;
    else if (reason === 'bad_utf8') counters.badUtf8 += 1;
    else counters.badLines += 1;
  }
}

/** @returns undefined: nested too deeply to be written again */
function encodeRecord(record: Record<string, unknown>): Buffer | undefined {
  try {
    return Buffer.from(JSON.stringify(record));
  } catch {
    return undefined;
  }
}
