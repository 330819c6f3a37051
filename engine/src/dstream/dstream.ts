import { StreamingError } from '../errors.ts';
import type { Pair, RDD, Recordlike } from '../rdd/rdd.ts';
import { type Duration, requireMultiple, type Time } from '../time/duration.ts';
import type { Interval } from '../time/interval.ts';
import type { DStreamGraph } from './graph.ts';
import { filter } from './operators/filter.ts';
import { flatMap } from './operators/flat-map.ts';
import { foreachRDD, type OutputFunction } from './operators/foreach-rdd.ts';
import { map } from './operators/map.ts';
import { mapPartitions } from './operators/map-partitions.ts';
import { reduceByKey } from './operators/reduce-by-key.ts';
import { transform } from './operators/transform.ts';

/** What a stream is made of. */
export interface DStreamDefinition<T> {
  readonly name: string;
  /** Time between two RDDs, ms. */
  readonly slideDuration: Duration;
  readonly parents: readonly DStream<unknown>[];
  /** How much longer than this stream its parents keep their RDDs, ms; default 0. */
  readonly parentsRemember?: Duration;
  /** How long at least this stream keeps its own RDDs, ms. */
  readonly selfRemember?: Duration;
  /** Keep every RDD's records in memory. */
  readonly isPersisted?: boolean;
  /** Has a state that is handed from batch to batch; computed in every batch, kept over jumps. */
  readonly isState?: boolean;
  /** The RDD at `batchTime`, a time this stream has a batch at; undefined: there is none. Runs nothing. */
  compute(batchTime: Time): RDD<T> | undefined;
}

/**
 * A recipe that gives one RDD each slideDuration. Operators make new streams and must be called before the
 * context starts; nothing runs until an output operation asks for it.
 */
export class DStream<T> {
  readonly graph: DStreamGraph;
  readonly name: string;
  readonly slideDuration: Duration;
  readonly parents: readonly DStream<unknown>[];
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
    graph.addStream(this as DStream<unknown>);
  }

  /** A stream that reads this one. `slideDuration` and `parents` are this one's unless given. */
  derive<U>(
    definition: Pick<DStreamDefinition<U>, 'name' | 'compute'> & Partial<DStreamDefinition<U>>,
  ): DStream<U> {
    return new DStream<U>(this.graph, {
      slideDuration: this.slideDuration,
      parents: [this],
      ...definition,
    });
  }

  // Stateless

  map<U extends Recordlike>(f: (record: T) => U): DStream<U> {
    return map(this, f);
  }

  filter(predicate: (record: T) => boolean): DStream<T> {
    return filter(this, predicate);
  }

  flatMap<U extends Recordlike>(f: (record: T) => Iterable<U>): DStream<U> {
    return flatMap(this, f);
  }

  mapPartitions<U extends Recordlike>(f: (records: T[]) => Iterable<U>): DStream<U> {
    return mapPartitions(this, f);
  }

  transform<U>(f: (rdd: RDD<T>, batchTime: Time) => RDD<U>): DStream<U> {
    return transform(this, f);
  }

  // By key

  reduceByKey<K, V>(
    this: DStream<Pair<K, V>>,
    f: (a: V, b: V) => V,
    numPartitions?: number,
  ): DStream<[K, V]> {
    return reduceByKey(this, f, numPartitions);
  }

  // Output

  foreachRDD(f: OutputFunction<T>): void {
    foreachRDD(this, f);
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
   * The RDDs of an interval's batches, oldest first.
   *
   * @throws {StreamingError} `STREAM_NOT_STARTED` before the first batch
   */
  slice(interval: Interval): RDD<T>[] {
    const { zeroTime } = this.graph;
    if (zeroTime === undefined) {
      throw new StreamingError(
        'STREAM_NOT_STARTED',
        `${this.name} has no batches yet; slice needs a started stream`,
      );
    }
    const rdds: RDD<T>[] = [];
    const begin = Math.max(interval.begin, zeroTime);
    const first = this.graph.floor(begin, this.slideDuration) + this.slideDuration;
    for (let time = first; time <= interval.end; time += this.slideDuration) {
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
    const rdd = this.#definition.isState ? this.getOrCompute(batchTime) : undefined;
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
