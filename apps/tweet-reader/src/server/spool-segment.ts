const HEAD = Buffer.from('{"s":');
const MIDDLE = Buffer.from(',"r":');
const TAIL = Buffer.from('}\n');
const MAX_DIGITS = 16;
const FRAME_BYTES = HEAD.length + MAX_DIGITS + MIDDLE.length + TAIL.length;
const ZERO = 0x30;
const NINE = 0x39;

/** Where a segment lies. */
export interface SegmentMemory {
  readonly bytes: Buffer;
  readonly starts: Uint32Array;
  readonly ats: Float64Array;
}

/** How many bytes of a segment a record takes at most. */
export function numBytesFor(line: Uint8Array): number {
  return line.length + FRAME_BYTES;
}

export function segmentMemory(numBytes: number, maxRecords: number): SegmentMemory {
  return {
    bytes: Buffer.allocUnsafeSlow(numBytes),
    starts: new Uint32Array(maxRecords),
    ats: new Float64Array(maxRecords),
  };
}

/**
 * Some consecutive records as protocol lines, one after the other in memory, so that many go out in one write and
 * none is copied for it. What has been appended never changes.
 */
export class SpoolSegment {
  readonly first: number;
  readonly #bytes: Buffer;
  readonly #starts: Uint32Array;
  readonly #ats: Float64Array;
  #length = 0;
  #numRecords = 0;

  constructor(first: number, { bytes, starts, ats }: SegmentMemory) {
    this.first = first;
    this.#bytes = bytes;
    this.#starts = starts;
    this.#ats = ats;
  }

  /** To be filled again when nobody reads of it any more. */
  get memory(): SegmentMemory {
    return { bytes: this.#bytes, starts: this.#starts, ats: this.#ats };
  }

  /** One past its last record. */
  get next(): number {
    return this.first + this.#numRecords;
  }

  /** What it takes in memory, filled or not. */
  get numBytes(): number {
    return this.#bytes.length;
  }

  hasRoomFor(line: Uint8Array): boolean {
    const fits = this.#length + numBytesFor(line) <= this.#bytes.length;
    return fits && this.#numRecords < this.#starts.length;
  }

  append(line: Uint8Array, at: number): void {
    this.#starts[this.#numRecords] = this.#length;
    this.#ats[this.#numRecords] = at;
    let end = this.#put(HEAD, this.#length);
    end = this.#numRecords === 0 ? this.#putNumber(this.next, end) : this.#putNextNumber(end);
    end = this.#put(MIDDLE, end);
    this.#bytes.set(line, end);
    end = this.#put(TAIL, end + line.length);
    this.#numRecords += 1;
    this.#length = end;
  }

  /** The lines of the record `sequence` and all after it. */
  from(sequence: number): Uint8Array {
    return this.#bytes.subarray(this.#starts[sequence - this.first], this.#length);
  }

  atOf(sequence: number): number | undefined {
    return this.#ats[sequence - this.first];
  }

  #put(text: Buffer, position: number): number {
    for (let i = 0; i < text.length; i += 1) this.#bytes[position + i] = text[i] as number;
    return position + text.length;
  }

  /** One more than the number of the record before it, without a division. */
  #putNextNumber(position: number): number {
    const bytes = this.#bytes;
    const before = (this.#starts[this.#numRecords - 1] as number) + HEAD.length;
    let end = position;
    for (let at = before; bytes[at] !== MIDDLE[0]; at += 1, end += 1) bytes[end] = bytes[at] as number;
    let digit = end - 1;
    for (; digit >= position && bytes[digit] === NINE; digit -= 1) bytes[digit] = ZERO;
    if (digit < position) return this.#putNumber(this.next, position);
    bytes[digit] = (bytes[digit] as number) + 1;
    return end;
  }

  #putNumber(value: number, position: number): number {
    let end = position + 1;
    for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) end += 1;
    let rest = value;
    for (let i = end - 1; i >= position; i -= 1) {
      const tenth = Math.floor(rest / 10);
      this.#bytes[i] = ZERO + rest - tenth * 10;
      rest = tenth;
    }
    return end;
  }
}
