import type { PartitionStore } from './partition-store.ts';
import { fromFrame, toFrames } from './record-frames.ts';
import { estimateBytes, type StorageMemory } from './storage-memory.ts';

/** What a store has taken of the engine's memory. */
interface Share {
  readonly memory: StorageMemory;
  usedBytes: number;
}

function giveBack(share: Share): void {
  share.memory.usedBytes -= share.usedBytes;
  share.usedBytes = 0;
}

/** An RDD that nobody holds any more was not always unpersisted. */
const forgotten = new FinalizationRegistry<Share>(giveBack);

/** Partitions within an engine's limit: what does not fit is not kept. */
abstract class MemoryStore<T, F> implements PartitionStore<T> {
  readonly #share: Share;
  readonly #partitions = new Map<number, F>();

  constructor(memory: StorageMemory) {
    this.#share = { memory, usedBytes: 0 };
    forgotten.register(this, this.#share);
  }

  protected abstract pack(records: readonly T[]): { readonly packed: F; readonly numBytes: number };
  protected abstract unpack(packed: F): readonly T[];

  get(partition: number): readonly T[] | undefined {
    const packed = this.#partitions.get(partition);
    return packed === undefined ? undefined : this.unpack(packed);
  }

  put(partition: number, records: readonly T[]): boolean {
    if (this.#partitions.has(partition)) return true;
    const { memory } = this.#share;
    const { packed, numBytes } = this.pack(records);
    if (memory.usedBytes + numBytes > memory.limitBytes) return false;
    memory.usedBytes += numBytes;
    this.#share.usedBytes += numBytes;
    this.#partitions.set(partition, packed);
    return true;
  }

  clear(): void {
    giveBack(this.#share);
    this.#partitions.clear();
  }
}

/** Records as they are. */
export class ObjectStore<T> extends MemoryStore<T, readonly T[]> {
  protected pack(records: readonly T[]): { packed: readonly T[]; numBytes: number } {
    return { packed: records, numBytes: estimateBytes(records) };
  }

  protected unpack(packed: readonly T[]): readonly T[] {
    return packed;
  }
}

/** Records as bytes, outside the heap. */
export class ByteStore<T> extends MemoryStore<T, readonly Buffer[]> {
  protected pack(records: readonly T[]): { packed: readonly Buffer[]; numBytes: number } {
    const packed = [...toFrames(records)];
    return { packed, numBytes: packed.reduce((sum, frame) => sum + frame.length, 0) };
  }

  protected unpack(packed: readonly Buffer[]): readonly T[] {
    return packed.flatMap((frame) => fromFrame(frame)) as T[];
  }
}
