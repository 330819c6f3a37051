import { segmentName } from './segment-header.ts';
import { segmentSalt } from './spool-record.ts';

/** How far apart the places of the index are, bytes. */
const MARK_BYTES = 64 * 1024;

/** Where a record begins, and the latest stamp before it. */
export interface SegmentMark {
  readonly sequence: number;
  readonly offset: number;
  readonly lastAt: number;
}

export interface DiskSegmentOptions {
  readonly epoch: string;
  readonly first: number;
  readonly headerBytes: number;
  /** Epoch ms. */
  readonly createdAt: number;
}

/** What is known of one file of the spool: which records lie durably in it, and a sparse index of where. */
export class DiskSegment {
  readonly name: string;
  readonly first: number;
  readonly salt: number;
  readonly createdAt: number;
  readonly #marks: SegmentMark[] = [];
  #next: number;
  #numBytes: number;
  #firstAt = -Infinity;
  #lastAt = -Infinity;

  constructor({ epoch, first, headerBytes, createdAt }: DiskSegmentOptions) {
    this.name = segmentName(first);
    this.first = first;
    this.salt = segmentSalt(epoch, first);
    this.createdAt = createdAt;
    this.#next = first;
    this.#numBytes = headerBytes;
  }

  /** One past its last durable record. */
  get next(): number {
    return this.#next;
  }

  /** Its length as far as it is durable. */
  get numBytes(): number {
    return this.#numBytes;
  }

  get lastAt(): number {
    return this.#lastAt;
  }

  /** By its records' stamps; 0: not known. */
  get recordsPerSecond(): number {
    const duration = this.#lastAt - this.#firstAt;
    return duration > 0 ? ((this.#next - this.first) * 1000) / duration : 0;
  }

  /** Its next record lies durably from where it ended up to `end`. */
  add(at: number, end: number): void {
    const mark = this.#marks.at(-1);
    if (mark === undefined || this.#numBytes - mark.offset >= MARK_BYTES)
      this.#marks.push({ sequence: this.#next, offset: this.#numBytes, lastAt: this.#lastAt });
    if (this.#next === this.first) this.#firstAt = at;
    this.#next += 1;
    this.#numBytes = end;
    if (at > this.#lastAt) this.#lastAt = at;
  }

  /** The last known place that is not after the record `sequence`, one that it holds. */
  markBefore(sequence: number): SegmentMark | undefined {
    let low = 0;
    let high = this.#marks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#marks[middle] as SegmentMark).sequence <= sequence) low = middle;
      else high = middle - 1;
    }
    return this.#marks[low];
  }
}
