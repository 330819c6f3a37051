import { getHeapStatistics, serialize } from 'node:v8';
import { StreamingError } from '../../errors.ts';

/** What an engine may keep in memory of persisted RDDs, and does. */
export interface StorageMemory {
  limitBytes: number;
  usedBytes: number;
}

const memories = new WeakMap<object, StorageMemory>();

/** The engine's account; limit, unless set: half of what the heap may become. */
export function storageMemoryOf(engine: object): StorageMemory {
  const known = memories.get(engine);
  if (known !== undefined) return known;
  const memory = { limitBytes: Math.floor(getHeapStatistics().heap_size_limit / 2), usedBytes: 0 };
  memories.set(engine, memory);
  return memory;
}

/** @throws {StreamingError} `INVALID_STORAGE_MEMORY` for a negative number or none */
export function limitStorageMemory(engine: object, limitBytes: number): void {
  if (!(limitBytes >= 0)) {
    throw new StreamingError(
      'INVALID_STORAGE_MEMORY',
      `storageMemoryBytes is ${limitBytes}; it must be a number of bytes, 0 or more`,
    );
  }
  storageMemoryOf(engine).limitBytes = limitBytes;
}

const SAMPLE_SIZE = 16;
const BYTES_OF_UNKNOWN = 64;

/** About how many bytes records take in memory: serialised ones of a sample, twice. */
export function estimateBytes(records: readonly unknown[]): number {
  const step = Math.max(1, Math.floor(records.length / SAMPLE_SIZE));
  let bytes = 0;
  let sampled = 0;
  for (let i = 0; i < records.length; i += step) {
    bytes += bytesOf(records[i]);
    sampled += 1;
  }
  return sampled === 0 ? 0 : Math.ceil((bytes / sampled) * records.length * 2);
}

function bytesOf(record: unknown): number {
  if (typeof record === 'number') return 4;
  try {
    return serialize(record).length;
  } catch {
    return BYTES_OF_UNKNOWN;
  }
}
