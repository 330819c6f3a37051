import { type Clock, toError } from '@hashtide/engine';
import { encodeBadRecord } from '@hashtide/engine/sources';
import type { SpoolCursor, SpoolSlice } from '../record-spool.ts';
import type { DiskSegment } from './disk-segment.ts';
import { findRecord } from './scan-segment.ts';
import type { SegmentList } from './segment-list.ts';
import { errorCode, type SpoolFile, type SpoolFiles } from './spool-files.ts';
import { checkRecord, RECORD_HEAD_BYTES, sequenceAt, stampAt } from './spool-record.ts';
import { WireLines } from './wire-lines.ts';

/** More than the index's distance and two of the longest records. */
const READ_BYTES = 256 * 1024;
const RETRY_MS = 1_000;
/** Error records for damaged ones, in one slice. */
const MAX_ERRORS = 1_000;

export interface DiskCursorOptions {
  readonly files: SpoolFiles;
  readonly clock: Clock;
  readonly segments: SegmentList;
  onReady(): void;
  /** Records that were durable cannot be read any more; an error record stands in the place of each. */
  onDamage(numRecords: number): void;
  onError(error: Error): void;
}

/** Reads the spool for one engine: a slice of at most 256 KiB at a time, and the next one ahead. */
export class DiskCursor implements SpoolCursor {
  readonly #options: DiskCursorOptions;
  #isClosed = false;
  #isReading = false;
  #ready: { readonly first: number; readonly slice: SpoolSlice } | undefined;
  #segment: DiskSegment | undefined;
  #file: SpoolFile | undefined;
  #cancelRetry: () => void = () => {};
  #buffer = Buffer.alloc(0);
  /** Where a record of the open segment begins, and the latest stamp before it. */
  #place = { sequence: 0, offset: 0, lastAt: 0 };

  constructor(options: DiskCursorOptions) {
    this.#options = options;
  }

  read(sequence: number): SpoolSlice | undefined {
    const ready = this.#ready;
    if (ready?.first !== sequence) {
      this.#fetch(sequence);
      return undefined;
    }
    this.#ready = undefined;
    this.#fetch(ready.slice.next);
    return ready.slice;
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelRetry();
    this.#ready = undefined;
    if (!this.#isReading) void this.#leaveSegment();
  }

  #fetch(sequence: number): void {
    if (this.#isClosed || this.#isReading || sequence >= this.#options.segments.next) return;
    this.#isReading = true;
    void this.#load(sequence).then(
      (slice) => this.#loaded(sequence, slice),
      (error: unknown) => this.#failed(error),
    );
  }

  #loaded(first: number, slice: SpoolSlice | undefined): void {
    this.#isReading = false;
    if (this.#isClosed) void this.#leaveSegment();
    if (slice === undefined || this.#isClosed) return;
    this.#ready = { first, slice };
    this.#options.onReady();
  }

  #failed(error: unknown): void {
    // Until the next try it counts as reading, so that nobody else tries.
    void this.#leaveSegment();
    const { clock, onReady, onError } = this.#options;
    if (this.#isClosed) return;
    const isDropped = errorCode(error) === 'ENOENT';
    if (!isDropped) onError(toError(error));
    this.#cancelRetry = clock.at(clock.now() + (isDropped ? 0 : RETRY_MS), () => {
      this.#isReading = false;
      onReady();
    });
  }

  /** @returns undefined: the spool does not hold it */
  async #load(sequence: number): Promise<SpoolSlice | undefined> {
    const segment = this.#options.segments.find(sequence);
    if (segment === undefined) return undefined;
    if (segment !== this.#segment) {
      await this.#leaveSegment();
      this.#file = await this.#options.files.open(segment.name, 'read');
      this.#segment = segment;
    }
    if (this.#place.sequence !== sequence) this.#place = { ...(segment.markBefore(sequence) ?? this.#place) };
    const bytes = await this.#read(segment, this.#place.offset, this.#bufferFor(segment));
    let { offset, lastAt } = this.#place;
    let next = this.#place.sequence;
    // The index leads to a little before it.
    for (; next < sequence; next += 1) {
      const end = checkRecord(bytes, offset - this.#place.offset, bytes.length, segment.salt);
      if (end < 0) return this.#damaged(segment, sequence);
      lastAt = Math.max(lastAt, stampAt(bytes, offset - this.#place.offset));
      offset = this.#place.offset + end;
    }
    const start = offset - this.#place.offset;
    const wire = new WireLines(bytes.length - start);
    let end = start;
    for (; next < segment.next; next += 1) {
      const after = checkRecord(bytes, end, bytes.length, segment.salt);
      if (after < 0 || sequenceAt(bytes, end) !== next) break;
      lastAt = Math.max(lastAt, stampAt(bytes, end));
      wire.add(next, bytes, end + RECORD_HEAD_BYTES, after);
      end = after;
    }
    if (next === sequence) return this.#damaged(segment, sequence, lastAt);
    this.#place = { sequence: next, offset: this.#place.offset + end, lastAt };
    return { bytes: wire.bytes, next };
  }

  /** The record `sequence` cannot be read: error records up to the next that can, or as many as go together. */
  async #damaged(
    segment: DiskSegment,
    sequence: number,
    lastAt = this.#place.lastAt,
  ): Promise<SpoolSlice | undefined> {
    const { offset } = segment.markBefore(sequence) ?? this.#place;
    const bytes = await this.#read(segment, offset, Buffer.allocUnsafeSlow(segment.numBytes - offset));
    const limit = segment.next;
    const found = findRecord(bytes, 0, { first: sequence, limit, salt: segment.salt });
    const until = Math.min(found < 0 ? limit : sequenceAt(bytes, found), sequence + MAX_ERRORS);
    if (until === sequence) {
      // What is damaged lies before it.
      this.#place = { sequence, offset: offset + found, lastAt };
      return this.#load(sequence);
    }
    const at = Math.max(0, lastAt);
    const payload = Buffer.from(encodeBadRecord(at, 'bad_line'));
    const wire = new WireLines((until - sequence) * (payload.length + RECORD_HEAD_BYTES));
    for (let next = sequence; next < until; next += 1) wire.add(next, payload, 0, payload.length);
    this.#place = { sequence: 0, offset: 0, lastAt };
    if (found >= 0 && sequenceAt(bytes, found) === until)
      this.#place = { sequence: until, offset: offset + found, lastAt };
    this.#options.onDamage(until - sequence);
    return { bytes: wire.bytes, next: until };
  }

  /** What is durable of the segment from `offset` on, as much as fits into `buffer`. */
  async #read(segment: DiskSegment, offset: number, buffer: Buffer): Promise<Buffer> {
    const part = buffer.subarray(0, Math.max(0, segment.numBytes - offset));
    return part.subarray(0, await (this.#file as SpoolFile).read(part, offset));
  }

  /** Small while there is little to read, as from a source that trickles. */
  #bufferFor(segment: DiskSegment): Buffer {
    const wanted = Math.min(READ_BYTES, segment.numBytes - this.#place.offset);
    if (this.#buffer.length < wanted)
      this.#buffer = Buffer.allocUnsafeSlow(Math.min(READ_BYTES, 2 ** Math.ceil(Math.log2(wanted))));
    return this.#buffer;
  }

  async #leaveSegment(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    this.#segment = undefined;
    this.#place = { sequence: 0, offset: 0, lastAt: 0 };
    await file?.close().catch(() => {});
  }
}
