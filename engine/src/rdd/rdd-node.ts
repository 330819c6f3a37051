import type { JobRunner, Push } from './job-runner.ts';

/** What an RDD is made of. */
export interface RDDDefinition<T> {
  readonly name: string;
  readonly numPartitions: number;
  /** What it reads. Let go of once a `prepare` is done. */
  readonly parents: readonly RddNode<unknown>[];
  /** What must be done, once, before any partition can be read: a shuffle. Its parents are prepared by then. */
  prepare?(): Promise<void>;
  /** Pushes the partition's records, in order. Runs as often as it is read, so it must always push the same. */
  compute(partition: number, push: Push<T>): void;
}

/**
 * A data set without its operations: how a partition is read, kept in memory, and made ready. {@link RDD} adds
 * the operations.
 */
export abstract class RddNode<T> {
  readonly context: JobRunner;
  readonly name: string;
  readonly numPartitions: number;
  #definition: RDDDefinition<T> | undefined;
  #compute: RDDDefinition<T>['compute'];
  #parents: readonly RddNode<unknown>[];
  #preparing: Promise<void> | undefined;
  #isPrepared = false;
  #kept: (T[] | undefined)[] | undefined;

  constructor(context: JobRunner, definition: RDDDefinition<T>) {
    this.context = context;
    this.name = definition.name;
    this.numPartitions = definition.numPartitions;
    this.#definition = definition;
    this.#compute = definition.compute;
    this.#parents = definition.parents;
  }

  /** Pushes a partition's records; from memory when they are kept. What it reads must be prepared. */
  read(partition: number, push: Push<T>): void {
    if (this.#kept === undefined) {
      this.#compute(partition, push);
      return;
    }
    let records = this.#kept[partition];
    if (records === undefined) {
      const computed: T[] = [];
      this.#compute(partition, (record) => computed.push(record));
      this.#kept[partition] = computed;
      records = computed;
    }
    for (let i = 0; i < records.length; i += 1) push(records[i] as T);
  }

  // Keeping

  /** Keeps each partition in memory once it was computed, until {@link unpersist}. */
  persist(): this {
    this.#kept ??= new Array<T[] | undefined>(this.numPartitions).fill(undefined);
    return this;
  }

  cache(): this {
    return this.persist();
  }

  /** Forgets what was kept. It can still be computed anew. */
  unpersist(): this {
    this.#kept = undefined;
    return this;
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
