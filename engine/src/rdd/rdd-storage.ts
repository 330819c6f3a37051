import { StreamingError } from '../errors.ts';
import type { JobRunner } from './job-runner.ts';
import type { KeptPartition } from './plan.ts';
import { type PartitionStore, partitionStore } from './storage/partition-store.ts';
import { StorageLevel } from './storage-level.ts';

/** Where an RDD keeps partitions that were computed. */
export abstract class RddStorage<T> {
  abstract readonly context: JobRunner;
  abstract readonly name: string;
  #storageLevel: StorageLevel = StorageLevel.NONE;
  #kept: PartitionStore<T> | undefined;
  #partitions: KeptPartition[] = [];

  /**
   * Keeps each partition once it was computed, until {@link unpersist}.
   *
   * @param level default MEMORY_ONLY. `_SER` and disk levels need records that are plain data
   * @throws {StreamingError} `STORAGE_LEVEL_ALREADY_SET` when it is kept at another level
   */
  persist(level: StorageLevel = StorageLevel.MEMORY_ONLY): this {
    if (level.name === this.#storageLevel.name) return this;
    if (this.#storageLevel !== StorageLevel.NONE) {
      throw new StreamingError(
        'STORAGE_LEVEL_ALREADY_SET',
        `${this.name} is kept at ${this.#storageLevel.name}, not ${level.name}; a level is set once`,
        { fix: 'Call unpersist() first.' },
      );
    }
    this.#storageLevel = level;
    this.#kept = partitionStore(this.context, level);
    this.#partitions = [];
    return this;
  }

  /** The same as `persist()`. */
  cache(): this {
    return this.persist();
  }

  /** Forgets what was kept. It can still be computed anew, and persisted at another level. */
  unpersist(): this {
    this.#kept?.clear();
    this.#kept = undefined;
    this.#storageLevel = StorageLevel.NONE;
    return this;
  }

  getStorageLevel(): StorageLevel {
    return this.#storageLevel;
  }

  get isPersisted(): boolean {
    return this.#kept !== undefined;
  }

  /** Where a persisted one keeps a partition, the same each time; undefined: it is not persisted. */
  keptPartition(partition: number): KeptPartition | undefined {
    const kept = this.#kept;
    if (kept === undefined) return undefined;
    this.#partitions[partition] ??= {
      get: () => kept.get(partition),
      set: (records) => kept.put(partition, records as T[]),
    };
    return this.#partitions[partition];
  }

  /** Keeps its partitions where `other`, which has the same records, keeps them. */
  keepWith(other: RddStorage<T>): void {
    this.#kept = other.#kept;
    this.#partitions = other.#partitions;
  }
}
