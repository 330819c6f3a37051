import { StreamingError } from '../errors.ts';
import type { JobRunner, Push } from './job-runner.ts';
import { operatorName } from './operator-scope.ts';
import type { Partitioner } from './partitioner.ts';
import { type KeptPartition, type PartitionRef, planOf, readerOf } from './plan.ts';
import type { Step } from './step.ts';
import { type PartitionStore, partitionStore } from './storage/partition-store.ts';
import { StorageLevel } from './storage-level.ts';

/** What an RDD is made of. */
export interface RDDDefinition<T> {
  readonly name: string;
  readonly numPartitions: number;
  /** What it reads. Let go of once a `prepare` is done. */
  readonly parents: readonly RddNode<unknown>[];
  /** Where its keys are, when that is known. */
  readonly partitioner?: Partitioner | undefined;
  /** What must be done, once, before any partition can be read: a shuffle. Its parents are prepared by then. */
  prepare?(): Promise<void>;
  /** The step that makes its records of those that it reads (step.ts). Without one they are its records. */
  readonly step?: Step | undefined;
  /** What a partition reads, in order. Default: the same partition of the first parent. */
  readonly reads?: ((partition: number) => readonly PartitionRef[]) | undefined;
  /**
   * In place of a step: pushes the partition's records, in order. Runs as often as it is read, so it must always
   * push the same; in the driver's thread only, so prefer a step.
   */
  readonly compute?: ((partition: number, push: Push<T>) => void) | undefined;
}

/**
 * A data set without its operations: how a partition is read, kept in memory, and made ready. {@link RDD} adds
 * the operations.
 */
export abstract class RddNode<T> {
  readonly context: JobRunner;
  readonly name: string;
  readonly numPartitions: number;
  /** Says in which partition a key is; undefined: it may be in any. */
  readonly partitioner: Partitioner | undefined;
  #definition: RDDDefinition<T> | undefined;
  /** For errors: `map at app.ts:12`. */
  readonly operator: string;
  readonly step: Step | undefined;
  readonly #reads: RDDDefinition<T>['reads'];
  readonly #compute: RDDDefinition<T>['compute'];
  #parents: readonly RddNode<unknown>[];
  #preparing: Promise<void> | undefined;
  #isPrepared = false;
  #storageLevel: StorageLevel = StorageLevel.NONE;
  #kept: PartitionStore<T> | undefined;

  constructor(context: JobRunner, definition: RDDDefinition<T>) {
    this.context = context;
    this.name = definition.name;
    this.numPartitions = definition.numPartitions;
    this.partitioner = definition.partitioner;
    this.operator = operatorName(definition.name);
    this.step = definition.step;
    this.#definition = definition;
    this.#reads = definition.reads;
    this.#compute = definition.compute;
    this.#parents = definition.parents;
  }

  /** Pushes a partition's records; from memory when they are kept. What it reads must be prepared. */
  read(partition: number, push: Push<T>): void {
    readerOf(planOf(this as RddNode<unknown>, partition))(push as Push<unknown>);
  }

  // What it is made of, for plans

  /** Made by a function that only its own thread has, not by a step. */
  get isOpaque(): boolean {
    return this.#compute !== undefined;
  }

  /** What a partition reads, in order. */
  readsOf(partition: number): readonly PartitionRef[] {
    if (this.#reads !== undefined) return this.#reads(partition);
    const [rdd] = this.#parents;
    return rdd === undefined ? [] : [{ rdd, partition }];
  }

  /** Of an opaque one: pushes a partition's records. */
  compute(partition: number, push: Push<T>): void {
    this.#compute?.(partition, push);
  }

  /** Where a persisted one keeps a partition; undefined: it is not persisted. */
  keptPartition(partition: number): KeptPartition | undefined {
    const kept = this.#kept;
    if (kept === undefined) return undefined;
    return { get: () => kept.get(partition), set: (records) => kept.put(partition, records as T[]) };
  }

  // Keeping

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

  // How a job gets it ready (used by the executor)

  get isPrepared(): boolean {
    return this.#isPrepared;
  }

  /** What has to be prepared before this one. Empty once it is prepared, or when all of it is kept. */
  get parents(): readonly RddNode<unknown>[] {
    return this.#isPrepared ? [] : this.#parents;
  }

  /** Does its own `prepare`, once; a failed one may be tried again. Its parents must be prepared. */
  prepare(): Promise<void> | undefined {
    if (this.#isPrepared) return undefined;
    if (this.#definition?.prepare === undefined) {
      this.#isPrepared = true;
      return undefined;
    }
    this.#preparing ??= this.#definition.prepare().then(
      () => {
        // What it was made from may now be forgotten, else every batch would keep all earlier ones.
        this.#definition = undefined;
        this.#parents = [];
        this.#isPrepared = true;
      },
      (error: unknown) => {
        this.#preparing = undefined;
        throw error;
      },
    );
    return this.#preparing;
  }
}
