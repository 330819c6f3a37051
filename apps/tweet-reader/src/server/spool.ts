import { encodeBadRecord, MAX_RECORD_BYTES } from '@hashtide/engine/sources';
import type { SourceRecord } from '../tweet-source.ts';
import { EngineAcks } from './engine-acks.ts';
import type { RecordSpool, SpoolCursor, SpoolSlice } from './record-spool.ts';
import { numBytesFor, type SegmentMemory, SpoolSegment, segmentMemory } from './spool-segment.ts';

const SEGMENT_BYTES = 256 * 1024;
const SEGMENT_RECORDS = 1024;
/** So many segments' memory waits to be filled again. */
const MAX_SPARE = 16;

export interface SpoolOptions {
  /** Default 64 MiB. */
  readonly maxBytes?: number;
  /** Default 200,000. */
  readonly maxRecords?: number;
}

/** What a cursor has read whose bytes may still be on their way: of the records `from … until − 1`; Infinity: none. */
interface Reading {
  from: number;
  until: number;
}

/**
 * Keeps the records that not every known engine has acked in memory, as lines ready to be sent, numbered from 1. It lets go of
 * them a segment (at most 256 KiB) at a time. Who appends has to look at `isFull`: the spool itself refuses nothing.
 */
export class Spool implements RecordSpool {
  readonly #maxBytes: number;
  readonly #maxRecords: number;
  readonly #segmentBytes: number;
  readonly #segmentRecords: number;
  readonly #segments: SpoolSegment[] = [];
  /** Of segments that were let go: as garbage they would cost more than all that is done with them. */
  readonly #spare: SegmentMemory[] = [];
  readonly #readings = new Set<Reading>();
  readonly #acks = new EngineAcks();
  /** Memory is always at hand. */
  readonly isBehind = false;
  readonly isSettled = true;
  readonly trouble = undefined;
  #next = 1;
  #numBytes = 0;
  #numDropped = 0;
  #lastAt = -Infinity;

  constructor({ maxBytes = 64 * 1024 * 1024, maxRecords = 200_000 }: SpoolOptions = {}) {
    this.#maxBytes = maxBytes;
    this.#maxRecords = maxRecords;
    this.#segmentBytes = Math.min(SEGMENT_BYTES, Math.ceil(maxBytes / 8));
    this.#segmentRecords = Math.min(SEGMENT_RECORDS, Math.ceil(maxRecords / 8));
  }

  /** It holds the records `first … next − 1`. */
  get first(): number {
    return this.#segments[0]?.first ?? this.#next;
  }

  get next(): number {
    return this.#next;
  }

  /** The latest stamp appended; -Infinity: none. */
  get lastAt(): number {
    return this.#lastAt;
  }

  get isFull(): boolean {
    return this.#numBytes >= this.#maxBytes || this.#next - this.first >= this.#maxRecords;
  }

  /** Records that `dropOldest` took from an engine that still wanted them, or from everyone where none is known. */
  get numDropped(): number {
    return this.#numDropped;
  }

  append(records: readonly SourceRecord[]): void {
    for (const record of records) {
      const tooLong = record.line.length > MAX_RECORD_BYTES;
      const line = tooLong ? Buffer.from(encodeBadRecord(record.at, 'too_long')) : record.line;
      let segment = this.#segments.at(-1);
      if (segment === undefined || !segment.hasRoomFor(line)) segment = this.#addSegment(line);
      segment.append(line, record.at);
      this.#next += 1;
      if (record.at > this.#lastAt) this.#lastAt = record.at;
    }
  }

  cursor(): SpoolCursor {
    const reading: Reading = { from: Infinity, until: 0 };
    this.#readings.add(reading);
    return {
      read: (sequence) => {
        const slice = this.read(sequence);
        if (slice === undefined) return undefined;
        reading.from = Math.min(reading.from, sequence);
        reading.until = slice.next;
        return slice;
      },
      taken: (next) => {
        reading.from = next < reading.until ? next : Infinity;
      },
      close: () => this.#readings.delete(reading),
    };
  }

  /** The records from `sequence` on, as many as lie together; undefined: there is none yet. */
  read(sequence: number): SpoolSlice | undefined {
    const segment = this.#segmentOf(sequence);
    return segment && { bytes: segment.from(sequence), next: segment.next };
  }

  /** The stamp of a record it holds. */
  atOf(sequence: number): number | undefined {
    return this.#segmentOf(sequence)?.atOf(sequence);
  }

  /** Every known engine's last ack, the lowest of them; undefined: none is known. */
  get lowestAck(): number | undefined {
    return this.#acks.lowest;
  }

  ackedBy(engineId: string): number | undefined {
    return this.#acks.of(engineId);
  }

  /** Makes an engine known, which has everything up to and including `sequence`. Of 65 engines one is forgotten. */
  remember(engineId: string, sequence: number): void {
    this.#acks.set(engineId, sequence, 0);
  }

  forget(engineId: string): void {
    this.#acks.delete(engineId);
    this.#release();
  }

  /** `engineId`, a known one, has every record up to and including `sequence`; lets go of what all have. */
  ack(engineId: string, sequence: number): void {
    if (this.#acks.raise(engineId, Math.min(sequence, this.#next - 1), 0)) this.#release();
  }

  /** Lets go of the oldest segment, whoever still wants it. @returns how many records it held */
  dropOldest(): number {
    const segment = this.#segments.shift();
    if (segment === undefined) return 0;
    this.#numBytes -= segment.numBytes;
    this.#recycle(segment);
    const wanted = segment.next - Math.max(segment.first, (this.lowestAck ?? 0) + 1);
    this.#numDropped += Math.max(0, wanted);
    return segment.next - segment.first;
  }

  /** Lets go of the oldest segment if it ends before `sequence`, without counting it as dropped. */
  releaseBefore(sequence: number): boolean {
    const oldest = this.#segments[0];
    if (oldest === undefined || oldest.next > sequence) return false;
    this.#segments.shift();
    this.#numBytes -= oldest.numBytes;
    this.#recycle(oldest);
    return true;
  }

  /** Empties it; the next record appended is `sequence`. */
  restartAt(sequence: number): void {
    this.#segments.length = 0;
    this.#numBytes = 0;
    this.#next = sequence;
    this.#lastAt = -Infinity;
  }

  #release(): void {
    const acked = this.lowestAck;
    if (acked === undefined) return;
    while (this.releaseBefore(acked + 1));
  }

  /** Keeps a segment's memory, if nobody reads of it. */
  #recycle({ next, memory }: SpoolSegment): void {
    if (memory.bytes.length !== this.#segmentBytes || this.#spare.length === MAX_SPARE) return;
    for (const { from } of this.#readings) if (from < next) return;
    this.#spare.push(memory);
  }

  #addSegment(line: Uint8Array): SpoolSegment {
    const numBytes = Math.max(this.#segmentBytes, numBytesFor(line));
    const spare = numBytes === this.#segmentBytes ? this.#spare.pop() : undefined;
    const memory = spare ?? segmentMemory(numBytes, this.#segmentRecords);
    const segment = new SpoolSegment(this.#next, memory);
    this.#segments.push(segment);
    this.#numBytes += segment.numBytes;
    return segment;
  }

  #segmentOf(sequence: number): SpoolSegment | undefined {
    let low = 0;
    let high = this.#segments.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const segment = this.#segments[middle] as SpoolSegment;
      if (sequence < segment.first) high = middle - 1;
      else if (sequence >= segment.next) low = middle + 1;
      else return segment;
    }
    return undefined;
  }
}
