import { defaultCheckpointInterval } from '../checkpoint/checkpoint-interval.ts';
import type { Checkpointable } from '../checkpoint/checkpointable.ts';
import { StreamingError } from '../errors.ts';
import { callSite } from '../rdd/creation-site.ts';
import { inOperator } from '../rdd/operator-scope.ts';
import type { RDD } from '../rdd/rdd.ts';
import { StorageLevel } from '../rdd/storage-level.ts';
import { type Duration, requireDuration, requireMultiple, type Time } from '../time/duration.ts';
import type { Interval } from '../time/interval.ts';
import type { DStreamDefinition } from './dstream-definition.ts';
import type { DStreamGraph } from './graph.ts';
import { recordsCheckpoint } from './records-checkpoint.ts';
import { requireFunction } from './require-arguments.ts';
import { WorkedOut } from './worked-out.ts';

/**
 * A stream without its operators: the recipe, the RDDs made from it, and how long they are kept. {@link DStream}
 * adds the operators.
 */
export abstract class StreamNode<T> {
  readonly graph: DStreamGraph;
  /** Of all streams of the context, 0 for the first one made. */
  readonly number: number;
  readonly name: string;
  /** Where the program made it, `app.ts:12`. */
  readonly creationSite: string;
  readonly slideDuration: Duration;
  readonly parents: readonly StreamNode<unknown>[];
  readonly #definition: DStreamDefinition<T>;
  /** What the program called: of an operator that is made of others, its own name. */
  readonly #operator: string;
  readonly #generated = new Map<Time, RDD<T>>();
  readonly #workedOut: WorkedOut;
  #rememberDuration: Duration;
  #askedOfParents: Duration = 0;
  #storageLevel: StorageLevel;
  #checkpointInterval: Duration | undefined;
  #recordsCheckpoint: Checkpointable | undefined;

  /** @throws {StreamingError} `CONTEXT_STARTED`, `INVALID_FUNCTION`, or `DURATION_NOT_A_MULTIPLE` for a slide that no batch meets */
  constructor(graph: DStreamGraph, definition: DStreamDefinition<T>) {
    requireMultiple('slideDuration', definition.slideDuration, graph.batchDuration, 'the batchDuration');
    this.graph = graph;
    this.#workedOut = new WorkedOut(graph);
    this.name = definition.name;
    const { site, method } = callSite();
    this.creationSite = site;
    this.#operator = OPERATOR.test(method) ? method : this.name;
    for (const f of definition.functions ?? []) requireFunction(this.#operator, f);
    this.slideDuration = definition.slideDuration;
    this.parents = definition.parents;
    this.#definition = definition;
    this.#rememberDuration = Math.max(definition.slideDuration, definition.selfRemember ?? 0);
    this.#storageLevel = definition.storageLevel ?? StorageLevel.NONE;
    this.number = graph.addStream(this);
    graph.functions.add({
      name: this.name,
      site: this.creationSite,
      isInput: definition.parents.length === 0,
      functions: definition.functions ?? [],
    });
    if (definition.persistsParent) {
      for (const parent of definition.parents) parent.persistByDefault();
    }
  }

  // Batches

  /** The RDD at `batchTime`, made once; undefined when this stream has none then. */
  getOrCompute(batchTime: Time): RDD<T> | undefined {
    const known = this.#generated.get(batchTime);
    if (known !== undefined || this.#workedOut.isLeftOut(batchTime)) return known;
    if (!this.graph.isValidTime(batchTime, this.slideDuration)) return undefined;
    const rdd = inOperator(this.#operator, this.creationSite, () => this.#definition.compute(batchTime));
    if (rdd === undefined) return undefined;
    this.setRdd(batchTime, rdd);
    return rdd;
  }

  /**
   * The RDDs of an interval's batches, oldest first; those not made yet are made. Given two times, of the batches
   * from the first to the last, both included; times between two batches stand for the one before.
   *
   * @throws {StreamingError} `STREAM_NOT_STARTED` before the first batch
   */
  slice(interval: Interval): RDD<T>[];
  slice(from: Time, to: Time): RDD<T>[];
  slice(from: Interval | Time, to: Time = 0): RDD<T>[] {
    const { zeroTime } = this.graph;
    if (zeroTime === undefined) {
      throw new StreamingError(
        'STREAM_NOT_STARTED',
        `${this.name} has no batches yet; slice needs a started stream`,
      );
    }
    const slide = this.slideDuration;
    const { begin, end } =
      typeof from === 'number' ? { begin: this.graph.floor(from, slide) - slide, end: to } : from;
    const rdds: RDD<T>[] = [];
    const first = this.graph.floor(Math.max(begin, zeroTime), slide) + slide;
    for (let time = first; time <= end; time += slide) {
      const rdd = this.getOrCompute(time);
      if (rdd !== undefined) rdds.push(rdd);
    }
    return rdds;
  }

  // Keeping

  /**
   * Keeps every RDD's records, so that several readers compute them once. A window has its parent's records
   * kept: its own are the same.
   *
   * @throws {StreamingError} `CONTEXT_STARTED`
   */
  persist(level: StorageLevel = StorageLevel.MEMORY_ONLY): this {
    this.graph.requireChangeable('storage level');
    if (this.#definition.persistsParent) for (const parent of this.parents) parent.persist(level);
    else this.#storageLevel = level;
    return this;
  }

  cache(): this {
    return this.persist();
  }

  /** For a stream that reads this one's RDDs again and again. */
  persistByDefault(): void {
    if (this.#storageLevel === StorageLevel.NONE) this.persist();
  }

  /** `NONE` unless {@link persist} was called or the operator keeps its RDDs by itself. */
  get storageLevel(): StorageLevel {
    return this.#storageLevel;
  }

  /**
   * Saves what a restart needs of this stream every `interval`, once the context has a place for checkpoints.
   * Also keeps its RDDs, as {@link persist} does; those of a state are kept anyway.
   *
   * @throws {StreamingError} `CONTEXT_STARTED`, `DURATION_NOT_A_MULTIPLE` unless it is a multiple of slideDuration
   */
  checkpoint(interval: Duration): this {
    this.graph.requireChangeable('checkpoint interval');
    requireDuration('checkpoint interval', interval);
    requireMultiple('checkpoint interval', interval, this.slideDuration, `the slideDuration of ${this.name}`);
    this.#checkpointInterval = interval;
    // A state is kept by itself.
    const { isState, isRunning } = this.#definition;
    if (!isState && !isRunning) this.persistByDefault();
    return this;
  }

  // For checkpoints

  /** How this stream saves its past; undefined: it has none to save. */
  get checkpointable(): Checkpointable | undefined {
    const { checkpoint } = this.#definition;
    if (checkpoint !== undefined && checkpoint !== 'records') return checkpoint;
    if (checkpoint === undefined && this.#checkpointInterval === undefined) return undefined;
    this.#recordsCheckpoint ??= recordsCheckpoint(this);
    return this.#recordsCheckpoint;
  }

  /** Time between two snapshots of it. */
  get checkpointInterval(): Duration {
    const { checkpoint, checkpointInterval } = this.#definition;
    if (this.#checkpointInterval !== undefined) return this.#checkpointInterval;
    if (checkpoint === 'records') return this.slideDuration;
    return checkpointInterval ?? defaultCheckpointInterval(this.slideDuration);
  }

  /** Puts in an RDD: this batch's, or one that an earlier life has made. */
  setRdd(batchTime: Time, rdd: RDD<T>): void {
    const level = this.#storageLevel;
    // An RDD that two streams share is kept as the first of them said.
    if (level !== StorageLevel.NONE && !rdd.isPersisted) rdd.persist(level);
    this.#generated.set(batchTime, rdd);
  }

  /** Batches whose RDD is kept, in the order of their making. */
  get generatedTimes(): readonly Time[] {
    return [...this.#generated.keys()];
  }

  /** The context starts: keeps what a restart will ask for. */
  rememberForCheckpoint(isCheckpointing: boolean): void {
    if (this.#checkpointInterval !== undefined) this.remember(2 * this.#checkpointInterval);
    if (!isCheckpointing || this.checkpointable?.kind !== 'state') return;
    // The batches since the last snapshot are worked out again after a restart.
    for (const parent of this.parents) parent.remember(2 * this.checkpointInterval);
  }

  // For the graph

  get rememberDuration(): Duration {
    return this.#rememberDuration;
  }

  /** Keeps RDDs for `duration` at least, and has the parents keep what that takes. */
  remember(duration: Duration): void {
    this.#rememberDuration = Math.max(this.#rememberDuration, duration);
    if (this.#rememberDuration === this.#askedOfParents) return;
    this.#askedOfParents = this.#rememberDuration;
    const { isState, isRunning, parentsRemember = 0 } = this.#definition;
    // What is worked out in every batch asks nothing of the parents' past for the sake of its own.
    const own = isState || isRunning ? this.slideDuration : this.#rememberDuration;
    const needed = own + parentsRemember;
    for (const parent of this.parents) parent.remember(needed);
  }

  /** Works out its RDDs up to `batchTime`, if the next ones build on them; see {@link WorkedOut.workOut}. */
  async materialize(batchTime: Time): Promise<readonly Error[]> {
    const { isState, isRunning } = this.#definition;
    return isState || isRunning ? this.#workedOut.workOut(this, this.#generated, batchTime) : [];
  }

  /** No RDD could be made at `batchTime`; if this is a state, that of the batch before stands for it. */
  leaveOut(batchTime: Time): void {
    const { isState, isRunning } = this.#definition;
    if ((!isState && !isRunning) || this.#generated.has(batchTime)) return;
    this.#workedOut.leaveOut(batchTime);
    const before = isState ? this.#generated.get(batchTime - this.slideDuration) : undefined;
    if (before !== undefined) this.#generated.set(batchTime, before);
  }

  clearMetadata(batchTime: Time): void {
    for (const [time, rdd] of this.#generated) {
      if (time > batchTime - this.#rememberDuration) continue;
      this.#generated.delete(time);
      rdd.unpersist();
    }
    this.#workedOut.forgetUpTo(batchTime - this.#rememberDuration);
  }

  jumpTo(zeroTime: Time): void {
    this.#workedOut.jumpTo(zeroTime);
    const last = this.#generated.get(Math.max(...this.#generated.keys()));
    this.#generated.clear();
    if (this.#definition.isState && last !== undefined) {
      this.#generated.set(this.graph.floor(zeroTime, this.slideDuration), last);
    }
  }
}

/** A method of DStream or StreamingContext, not a constructor and not `derive`, which other operators call. */
const OPERATOR = /^(?!derive$)[a-z]/;
