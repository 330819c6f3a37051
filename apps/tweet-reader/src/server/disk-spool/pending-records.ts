import { endOf, putRecord, RECORD_HEAD_BYTES, sealRecord } from './spool-record.ts';

const KEPT_BUFFERS = 4;

/** Records in memory, one after the other as they will lie on the disk; they have no numbers yet. */
export class PendingChunk {
  readonly buffer: Buffer;
  /** When its first record came, epoch ms. */
  readonly since: number;
  numBytes = 0;
  numRecords = 0;
  lastAt = -Infinity;

  constructor(buffer: Buffer, since: number) {
    this.buffer = buffer;
    this.since = since;
  }

  get bytes(): Uint8Array {
    return this.buffer.subarray(0, this.numBytes);
  }

  append(line: Uint8Array, at: number): void {
    this.numBytes = putRecord(this.buffer, this.numBytes, at, line);
    this.numRecords += 1;
    this.lastAt = at;
  }

  /** Numbers its records from `sequence` on; `numBefore` of their group are in chunks before it. */
  seal(sequence: number, salt: number, numBefore: number): void {
    let offset = 0;
    for (let i = 0; i < this.numRecords; i += 1)
      offset = sealRecord(this.buffer, offset, sequence + i, salt, numBefore + i);
  }

  /** Calls back with each record's place in the chunk. */
  forEach(visit: (offset: number) => void): void {
    for (let offset = 0; offset < this.numBytes; offset = endOf(this.buffer, offset)) visit(offset);
  }
}

/** Records that wait to be written, in the order in which they came. */
export class PendingRecords {
  readonly #chunkBytes: number;
  #chunks: PendingChunk[] = [];
  #free: Buffer[] = [];
  #numBytes = 0;
  #memoryBytes = 0;

  constructor(chunkBytes: number) {
    this.#chunkBytes = chunkBytes;
  }

  get isEmpty(): boolean {
    return this.#chunks.length === 0;
  }

  get numBytes(): number {
    return this.#numBytes;
  }

  /** What they take in memory. */
  get memoryBytes(): number {
    return this.#memoryBytes;
  }

  /** When the oldest came, epoch ms; Infinity: there is none. */
  get since(): number {
    return this.#chunks[0]?.since ?? Infinity;
  }

  append(line: Uint8Array, at: number, now: number): void {
    const length = RECORD_HEAD_BYTES + line.length;
    let chunk = this.#chunks.at(-1);
    if (chunk === undefined || chunk.numBytes + length > chunk.buffer.length)
      chunk = this.#addChunk(length, now);
    chunk.append(line, at);
    this.#numBytes += length;
  }

  /** The oldest, up to about `maxBytes` of them; they are gone from here. */
  take(maxBytes: number): PendingChunk[] {
    let numBytes = 0;
    let count = 0;
    for (const chunk of this.#chunks) {
      if (count > 0 && numBytes + chunk.numBytes > maxBytes) break;
      numBytes += chunk.numBytes;
      count += 1;
    }
    const taken = this.#chunks.splice(0, count);
    this.#count(taken, -1);
    return taken;
  }

  /** They were not written, and are the oldest again. */
  putBack(chunks: readonly PendingChunk[]): void {
    this.#chunks.unshift(...chunks);
    this.#count(chunks, 1);
  }

  /** They are written: their memory may be used again. */
  recycle(chunks: readonly PendingChunk[]): void {
    for (const { buffer } of chunks) {
      if (this.#free.length < KEPT_BUFFERS && buffer.length === this.#chunkBytes) this.#free.push(buffer);
    }
  }

  /** @returns how many were dropped; 0: only what is being filled is left */
  dropOldest(): number {
    if (this.#chunks.length < 2) return 0;
    const dropped = this.take(0);
    this.recycle(dropped);
    return dropped.reduce((sum, { numRecords }) => sum + numRecords, 0);
  }

  /** @returns how many there were */
  clear(): number {
    const all = this.take(Infinity);
    this.#free = [];
    return all.reduce((sum, { numRecords }) => sum + numRecords, 0);
  }

  #addChunk(leastBytes: number, now: number): PendingChunk {
    const size = Math.max(this.#chunkBytes, leastBytes);
    const free = size === this.#chunkBytes ? this.#free.pop() : undefined;
    const chunk = new PendingChunk(free ?? Buffer.allocUnsafeSlow(size), now);
    this.#chunks.push(chunk);
    this.#memoryBytes += size;
    return chunk;
  }

  #count(chunks: readonly PendingChunk[], sign: 1 | -1): void {
    for (const { numBytes, buffer } of chunks) {
      this.#numBytes += sign * numBytes;
      this.#memoryBytes += sign * buffer.length;
    }
  }
}
