import { StreamingError } from '../errors.ts';
import type { StepFunction } from '../rdd/engine-function.ts';
import type { RDD } from '../rdd/rdd.ts';
import { type Duration, requireMultiple, type Time } from '../time/duration.ts';
import type { Interval } from '../time/interval.ts';
import type { DStreamGraph } from './graph.ts';

/** What a stream is made of. */
export interface DStreamDefinition<T> {
  readonly name: string;
  /** Time between two RDDs, ms. */
  readonly slideDuration: Duration;
  readonly parents: readonly StreamNode<unknown>[];
  /**
   * The user's functions that its RDDs are made of. A worker thread builds the same graph and so has the same
   * functions in the same order; a step made of any other function runs in the driver's thread.
   */
  readonly functions?: readonly StepFunction[];
  /** How much longer than this stream its parents keep their RDDs, ms; default 0. */
  readonly parentsRemember?: Duration;
  /** How long at least this stream keeps its own RDDs, ms. */
  readonly selfRemember?: Duration;
  /** Keep every RDD's records in memory. */
  readonly isPersisted?: boolean;
  /** Builds on its own last RDD; worked out in every batch, so that its past can be let go. */
  readonly isRunning?: boolean;
  /** Is a state: like isRunning, and kept when batches are jumped over. */
  readonly isState?: boolean;
  /** The RDD at `batchTime`, a time this stream has a batch at; undefined: there is none. Runs nothing. */
  compute(batchTime: Time): RDD<T> | undefined;
}

/**
 * A stream without its operators: the recipe, the RDDs made from it, and how long they are kept. {@link DStream}
 * adds the operators.
 */
export abstract class StreamNode<T> {
  readonly graph: DStreamGraph;
  readonly name: string;
  readonly slideDuration: Duration;
  readonly parents: readonly StreamNode<unknown>[];
  readonly #definition: DStreamDefinition<T>;
  readonly #generated = new Map<Time, RDD<T>>();
  #rememberDuration: Duration;
  #askedOfParents: Duration = 0;
  #isPersisted: boolean;

  /** @throws {StreamingError} `CONTEXT_STARTED`, or `DURATION_NOT_A_MULTIPLE` for a slide that no batch meets */
  constructor(graph: DStreamGraph, definition: DStreamDefinition<T>) {
    requireMultiple('slideDuration', definition.slideDuration, graph.batchDuration, 'the batchDuration');
    this.graph = graph;
    this.name = definition.name;
    this.slideDuration = definition.slideDuration;
    this.parents = definition.parents;
    this.#definition = definition;
    this.#rememberDuration = Math.max(definition.slideDuration, definition.selfRemember ?? 0);
    this.#isPersisted = definition.isPersisted ?? false;
    graph.addStream(this);
  }

  // Batches

  /** The RDD at `batchTime`, made once; undefined when this stream has none then. */
  getOrCompute(batchTime: Time): RDD<T> | undefined {
    const known = this.#generated.get(batchTime);
    if (known !== undefined || !this.graph.isValidTime(batchTime, this.slideDuration)) return known;
    const rdd = this.#definition.compute(batchTime);
    if (rdd === undefined) return undefined;
    if (this.#isPersisted) rdd.persist();
    this.#generated.set(batchTime, rdd);
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

  /** Keeps every RDD's records in memory, so that several readers compute them once. */
  persist(): this {
    this.graph.requireDefinable();
    this.#isPersisted = true;
    return this;
  }

  cache(): this {
    return this.persist();
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
    const needed = this.#rememberDuration + (this.#definition.parentsRemember ?? 0);
    for (const parent of this.parents) parent.remember(needed);
  }

  async materialize(batchTime: Time): Promise<void> {
    const { isState, isRunning } = this.#definition;
    const rdd = isState || isRunning ? this.getOrCompute(batchTime) : undefined;
    if (rdd !== undefined && !rdd.isPrepared) await this.graph.engine.prepare(rdd);
  }

  clearMetadata(batchTime: Time): void {
    for (const [time, rdd] of this.#generated) {
      if (time > batchTime - this.#rememberDuration) continue;
      this.#generated.delete(time);
      rdd.unpersist();
    }
  }

  jumpTo(zeroTime: Time): void {
    const last = this.#generated.get(Math.max(...this.#generated.keys()));
    this.#generated.clear();
    if (this.#definition.isState && last !== undefined) {
      this.#generated.set(this.graph.floor(zeroTime, this.slideDuration), last);
    }
  }
}
