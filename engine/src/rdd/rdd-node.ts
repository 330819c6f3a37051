import type { GiveUp } from './give-up.ts';
import type { JobRunner, Push } from './job-runner.ts';
import { operatorName } from './operator-scope.ts';
import type { Partitioner } from './partitioner.ts';
import { type PartitionRef, planOf, readerOf } from './plan.ts';
import { RddStorage } from './rdd-storage.ts';
import type { Step } from './step.ts';

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
  /** One of its parents, that of the batch before: it goes on from it also when that one was given up. */
  readonly previous?: RddNode<unknown> | undefined;
  /** What comes of it when it cannot be worked out. Default: it is tried again whenever it is asked for. */
  readonly giveUp?: GiveUp | undefined;
}

/** What an RDD is to be made of later. */
export type Successor = Required<Pick<RDDDefinition<unknown>, 'parents' | 'prepare' | 'step'>>;

/**
 * A data set without its operations: how a partition is read and made ready. {@link RDD} adds the operations.
 */
export abstract class RddNode<T> extends RddStorage<T> {
  readonly context: JobRunner;
  readonly name: string;
  readonly numPartitions: number;
  /** Says in which partition a key is; undefined: it may be in any. */
  readonly partitioner: Partitioner | undefined;
  #definition: RDDDefinition<T> | undefined;
  /** For errors: `map at app.ts:12`. */
  readonly operator: string;
  #step: Step | undefined;
  #reads: RDDDefinition<T>['reads'];
  #compute: RDDDefinition<T>['compute'];
  #parents: readonly RddNode<unknown>[];
  #preparing: Promise<void> | undefined;
  #isPrepared = false;
  #successor: Successor | undefined;
  #failure: Error | undefined;
  #isEmptyToReaders = false;

  constructor(context: JobRunner, definition: RDDDefinition<T>) {
    super();
    this.context = context;
    this.name = definition.name;
    this.numPartitions = definition.numPartitions;
    this.partitioner = definition.partitioner;
    this.operator = operatorName(definition.name);
    this.#step = definition.step;
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

  get step(): Step | undefined {
    return this.#step;
  }

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

  // For checkpoints

  /** What it is made of now. */
  get recipe(): RDDDefinition<T> {
    const { name, numPartitions, partitioner } = this;
    const prepare = this.#definition?.prepare;
    return {
      name,
      numPartitions,
      partitioner,
      parents: this.#parents,
      step: this.#step,
      reads: this.#reads,
      compute: this.#compute,
      ...(prepare === undefined ? {} : { prepare }),
    };
  }

  /**
   * Makes it of something else, which must give the same records, once the successor is prepared. Until then
   * it stays what it was: what reads it may be prepared already.
   */
  succeedBy(successor: Successor): void {
    this.#successor = successor;
    this.#preparing = undefined;
    this.#isPrepared = false;
  }

  /** What it was made from, as far as it still knows. */
  get lineage(): readonly RddNode<unknown>[] {
    return this.#parents;
  }

  /** It is worked out as a whole before it is read, by a shuffle say. */
  get isWorkedOut(): boolean {
    return this.#definition?.prepare !== undefined;
  }

  // How a job gets it ready (used by the executor)

  get isPrepared(): boolean {
    return this.#isPrepared;
  }

  /** What has to be prepared before this one. Empty once it is prepared, or when all of it is kept. */
  get parents(): readonly RddNode<unknown>[] {
    return this.#isPrepared ? [] : (this.#successor?.parents ?? this.#parents);
  }

  /** Does its own `prepare`, once; a failed one may be tried again. Its parents must be prepared. */
  prepare(): Promise<void> | undefined {
    if (this.#isPrepared) return undefined;
    const successor = this.#successor;
    const recipe = successor ?? this.#definition;
    if (recipe?.prepare === undefined) {
      this.#isPrepared = true;
      return undefined;
    }
    this.#preparing ??= recipe.prepare().then(
      () => {
        if (this.#successor === successor) this.#finish(successor);
      },
      (error: unknown) => {
        this.#preparing = undefined;
        throw error;
      },
    );
    return this.#preparing;
  }

  // When it cannot be worked out

  /** undefined: it is tried again whenever it is asked for. */
  get giveUpAs(): GiveUp | undefined {
    return this.#definition?.giveUp;
  }

  /** Its predecessor, as long as it is not prepared. */
  get previous(): RddNode<unknown> | undefined {
    return this.#definition?.previous;
  }

  /** Why it was given up; undefined: it was not. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Why what reads it cannot be worked out either. */
  get failureForReaders(): Error | undefined {
    return this.#isEmptyToReaders ? undefined : this.#failure;
  }

  /** It counts as prepared from now on, without records. */
  giveUp(failure: Error): void {
    const giveUp = this.#definition?.giveUp;
    giveUp?.fallBack?.();
    this.#isEmptyToReaders = giveUp?.readers === 'findNothing';
    this.#failure = failure;
    this.#finish(undefined);
  }

  #finish(successor: Successor | undefined): void {
    if (successor !== undefined) {
      this.#step = successor.step;
      this.#reads = undefined;
      this.#compute = undefined;
      this.#successor = undefined;
    }
    // What it was made from may now be forgotten, else every batch would keep all earlier ones.
    this.#definition = undefined;
    this.#parents = [];
    this.#isPrepared = true;
  }
}
