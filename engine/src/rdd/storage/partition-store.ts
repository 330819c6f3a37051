import type { StorageLevel } from '../storage-level.ts';
import { FileStore } from './file-store.ts';
import { ByteStore, ObjectStore } from './memory-store.ts';
import { type StorageMemory, storageMemoryOf } from './storage-memory.ts';
import { temporaryFolderOf } from './temporary-folder.ts';

/** Holds computed partitions of one RDD. */
export interface PartitionStore<T> {
  /** undefined: it is not here (any more) and must be computed. Nobody may change the list. */
  get(partition: number): readonly T[] | undefined;
  /** @returns false when there is no room */
  put(partition: number, records: readonly T[]): boolean;
  clear(): void;
}

/**
 * Stores that a storage level asks for: memory first, then disk. A `_2` level puts every partition on disk as well.
 *
 * A memory level without disk leaves out what is above the engine's limit: it is computed anew each time.
 */
export function partitionStore<T>(engine: object, level: StorageLevel): PartitionStore<T> {
  const stores: PartitionStore<T>[] = [];
  if (level.useMemory) stores.push(memoryStore(storageMemoryOf(engine), level.deserialized));
  const numFiles = Number(level.useDisk) + level.replication - 1;
  for (let i = 0; i < numFiles; i += 1) stores.push(new FileStore<T>(() => temporaryFolderOf(engine)));
  return new LayeredStore(stores, level.replication);
}

function memoryStore<T>(memory: StorageMemory, deserialized: boolean): PartitionStore<T> {
  return deserialized ? new ObjectStore<T>(memory) : new ByteStore<T>(memory);
}

/** Keeps `numCopies` of each partition, in the first stores that have room for it. */
class LayeredStore<T> implements PartitionStore<T> {
  readonly #stores: readonly PartitionStore<T>[];
  readonly #numCopies: number;

  constructor(stores: readonly PartitionStore<T>[], numCopies: number) {
    this.#stores = stores;
    this.#numCopies = numCopies;
  }

  get(partition: number): readonly T[] | undefined {
    for (const store of this.#stores) {
      const records = store.get(partition);
      if (records !== undefined) return records;
    }
    return undefined;
  }

  put(partition: number, records: readonly T[]): boolean {
    let numCopies = 0;
    for (const store of this.#stores) {
      if (numCopies < this.#numCopies && store.put(partition, records)) numCopies += 1;
    }
    return numCopies > 0;
  }

  clear(): void {
    for (const store of this.#stores) store.clear();
  }
}
