import { randomInt } from 'node:crypto';
import { StreamingError } from '../errors.ts';
import type { Clock } from '../time/clock.ts';
import type { Duration, Time } from '../time/duration.ts';
import { decodeFrame, FRAME_BYTES } from './log-frame.ts';
import { type LogSegment, newSegment, segmentName } from './log-segment.ts';
import { type LogDamage, type LogPlace, type RecordVisitor, recoverSegments } from './recover-segments.ts';
import { scanSegment } from './scan-segment.ts';
import type { SegmentFolder } from './segment-folder.ts';
import { SegmentWriter } from './segment-writer.ts';

export interface SegmentLogOptions {
  readonly folder: SegmentFolder;
  readonly clock: Clock;
  /** A segment that has reached it gets no more groups. Default 16 MiB. */
  readonly segmentBytes?: number | undefined;
  /** A segment whose first record is so much older, by the owner's times, gets no more. Default: no limit. */
  readonly segmentDuration?: Duration | undefined;
  /** So many files at most; then the last one grows. Default 64. */
  readonly maxSegments?: number | undefined;
  /** A write failed, and is tried again; undefined: it works again. */
  readonly onTrouble?: ((error: Error | undefined) => void) | undefined;
  /** Salts of segments; default random. */
  readonly salt?: (() => number) | undefined;
}

const SEGMENT_BYTES = 16 * 1024 * 1024;
const MAX_SEGMENTS = 64;
const MAX_SALT = 2 ** 32;

/**
 * A log of records in segments, each record with its length, CRC32 and sequence number. What is appended while a sync
 * runs is written and synced together with it next; a promise resolves when its record is durable.
 *
 *     append ──▶ gathered ──▶ one write, one fdatasync ──▶ durable, in order
 */
export class SegmentLog {
  /** What was wrong when it was opened. */
  readonly damage: LogDamage;
  readonly #folder: SegmentFolder;
  readonly #writer: SegmentWriter;
  #segments: LogSegment[];
  #nextSequence: number;
  #lastNumber: number;
  #releasedUpTo = 0;

  /**
   * Opens what is there, without making anything.
   *
   * @param visit is shown each record, in order
   * @throws {StreamingError} `LOG_IN_USE`; what the file system throws
   */
  constructor(options: SegmentLogOptions, visit: RecordVisitor) {
    const { folder, salt = () => randomInt(MAX_SALT) } = options;
    folder.lock();
    this.#folder = folder;
    const { segments, nextSequence, damage } = recoverSegments(folder, salt, visit);
    this.damage = damage;
    this.#segments = segments;
    this.#nextSequence = nextSequence;
    this.#lastNumber = segments.at(-1)?.number ?? 0;
    this.#writer = new SegmentWriter({
      folder,
      clock: options.clock,
      onTrouble: options.onTrouble ?? (() => {}),
      segmentFor: (time, lost) => {
        if (lost) this.#segments = this.#segments.filter((segment) => segment !== lost);
        const last = this.#segments.at(-1);
        if (last !== undefined && !this.#isFull(last, time, options)) return last;
        return this.#addSegment(salt());
      },
      onDurable: () => void this.#removeReleased(),
    });
  }

  /** The next record's. */
  get nextSequence(): number {
    return this.#nextSequence;
  }

  /** Bytes of records that are not durable yet. */
  get pendingBytes(): number {
    return this.#writer.pendingBytes;
  }

  get numSegments(): number {
    return this.#segments.length;
  }

  /**
   * Appends a record that consists of these pieces, which must not change until it is durable. Promises resolve in the
   * order of the calls.
   *
   * @param time for {@link releaseBefore}
   * @throws {StreamingError} `LOG_CLOSED`, by rejecting
   */
  append(payload: readonly Uint8Array[], time: Time = 0): Promise<LogPlace> {
    const sequence = this.#nextSequence;
    this.#nextSequence += 1;
    return this.#writer.append({ payload, sequence, time });
  }

  /** @throws {StreamingError} `LOG_RECORD_GONE` */
  read(place: LogPlace): Uint8Array {
    const bytes = this.#readFrame(place);
    const segment = this.#segments.find(({ number }) => number === place.segment);
    const frame = bytes && segment && decodeFrame(bytes, 0, segment.salt, 0);
    if (frame !== undefined && frame.end === bytes?.length && !frame.isFiller)
      return bytes.subarray(frame.start);
    throw new StreamingError(
      'LOG_RECORD_GONE',
      `the log in ${this.#folder.location} has no record at ${place.segment}:${place.offset}; it was cleaned away, or is of another log`,
    );
  }

  /** The payloads of all durable records, in order. */
  *readAll(): Generator<Uint8Array> {
    for (const { number, length } of [...this.#segments]) {
      const bytes = this.#folder.read(segmentName(number)).subarray(0, length);
      for (const { start, end } of scanSegment(bytes, 0).records) yield bytes.subarray(start, end);
    }
  }

  /** Records up to and including this one are not needed: segments that hold nothing else go. */
  async release(sequence: number): Promise<void> {
    this.#releasedUpTo = Math.max(this.#releasedUpTo, sequence);
    await this.#removeReleased();
  }

  /** The same for all that was appended with an earlier time. */
  async releaseBefore(threshold: Time): Promise<void> {
    await this.#remove(this.#segments.slice(0, -1).filter(({ lastTime }) => lastTime < threshold));
  }

  /** Writes what is still to be written, if that goes at once. Again is harmless. */
  async close(): Promise<void> {
    await this.#writer.close();
    const isAllReleased = this.#releasedUpTo >= this.#nextSequence - 1;
    if (isAllReleased) await this.#remove(this.#segments);
    this.#folder.unlock();
  }

  #isFull(last: LogSegment, time: Time, options: SegmentLogOptions): boolean {
    const { segmentBytes = SEGMENT_BYTES, segmentDuration = Infinity, maxSegments = MAX_SEGMENTS } = options;
    if (this.#segments.length >= maxSegments) return false;
    return last.length >= segmentBytes || time - (last.firstTime ?? time) >= segmentDuration;
  }

  #addSegment(salt: number): LogSegment {
    this.#lastNumber += 1;
    const segment = newSegment(this.#lastNumber, salt);
    this.#segments.push(segment);
    return segment;
  }

  /** The last one is being written, and stays. */
  async #removeReleased(): Promise<void> {
    const before = this.#segments.slice(0, -1);
    await this.#remove(before.filter(({ lastSequence }) => lastSequence <= this.#releasedUpTo));
  }

  async #remove(over: readonly LogSegment[]): Promise<void> {
    if (over.length === 0) return;
    this.#segments = this.#segments.filter((segment) => !over.includes(segment));
    for (const { number } of over) {
      // One that will not go is found again, and goes, in the next life.
      await this.#folder.remove(segmentName(number)).catch(() => {});
    }
  }

  #readFrame({ segment, offset, length }: LogPlace): Buffer | undefined {
    try {
      const bytes = this.#folder.readAt(segmentName(segment), offset - FRAME_BYTES, length + FRAME_BYTES);
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    } catch {
      return undefined;
    }
  }
}
