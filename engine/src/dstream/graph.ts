import { StreamingError } from '../errors.ts';
import type { EngineContext } from '../executor/engine-context.ts';
import { FunctionTable } from '../executor/function-table.ts';
import type { Duration, Time } from '../time/duration.ts';
import type { EventTimeStatus } from './event-time/event-time-status.ts';
import type { InputDStream } from './input-dstream.ts';
import type { Job, OutputOperation } from './output-operation.ts';
import type { StreamNode } from './stream-node.ts';

/** All streams of one context: inputs, what is derived from them, and the outputs that ask for it. */
export class DStreamGraph {
  readonly engine: EngineContext;
  readonly batchDuration: Duration;
  /** Whether states and windows go on without a batch that cannot be worked out, and do not end the context. */
  readonly leavesOutFailures: boolean;
  /** The user's functions, in the order in which the streams were made. */
  readonly functions = new FunctionTable();
  readonly #streams: StreamNode<unknown>[] = [];
  readonly #inputs: InputDStream<unknown>[] = [];
  readonly #outputs: OutputOperation[] = [];
  readonly #eventTimes: (() => EventTimeStatus)[] = [];
  #zeroTime: Time | undefined;
  #alignTime: Time = 0;
  #rememberDuration: Duration | undefined;
  #isSealed = false;

  constructor(engine: EngineContext, batchDuration: Duration, leavesOutFailures = false) {
    this.engine = engine;
    this.batchDuration = batchDuration;
    this.leavesOutFailures = leavesOutFailures;
  }

  get inputs(): readonly InputDStream<unknown>[] {
    return this.#inputs;
  }

  /** All streams, in the order of their making. */
  get streams(): readonly StreamNode<unknown>[] {
    return this.#streams;
  }

  get outputs(): readonly OutputOperation[] {
    return this.#outputs;
  }

  /** How each stream with a watermark stands after the last batch that ran, in the order of their making. */
  get eventTimes(): readonly EventTimeStatus[] {
    return this.#eventTimes.map((status) => status());
  }

  /** Batches are later than this; undefined before the first. */
  get zeroTime(): Time | undefined {
    return this.#zeroTime;
  }

  /** Slides are counted from here. */
  get alignTime(): Time {
    return this.#alignTime;
  }

  // Definition

  /** @throws {StreamingError} `CONTEXT_STARTED` once the context has started or stopped */
  requireDefinable(): void {
    if (!this.#isSealed) return;
    throw new StreamingError(
      'CONTEXT_STARTED',
      'the StreamingContext has started or stopped; new inputs, transformations and output operations must be added before that',
    );
  }

  /** @throws {StreamingError} `CONTEXT_STARTED` once the context has started or stopped */
  requireChangeable(what: string): void {
    if (!this.#isSealed) return;
    throw new StreamingError(
      'CONTEXT_STARTED',
      `Cannot change ${what} of a DStream after streaming context has started; it must be set before that`,
    );
  }

  /** Takes a stream in. @returns its id, counted over streams; inputs are counted apart by {@link addInput} */
  addStream(stream: StreamNode<unknown>): number {
    this.requireDefinable();
    this.#streams.push(stream);
    return this.#streams.length - 1;
  }

  /** @returns the input's number, 0 for the first */
  addInput(stream: InputDStream<unknown>): number {
    this.#inputs.push(stream);
    return this.#inputs.length - 1;
  }

  addOutput(output: Omit<OutputOperation, 'id'>): void {
    this.requireDefinable();
    this.#outputs.push({ ...output, id: this.#outputs.length });
  }

  /** A stream with a watermark. */
  addEventTime(status: () => EventTimeStatus): void {
    this.#eventTimes.push(status);
  }

  /** @throws {StreamingError} `REMEMBER_ALREADY_SET` the second time */
  remember(duration: Duration): void {
    if (this.#rememberDuration !== undefined) {
      throw new StreamingError(
        'REMEMBER_ALREADY_SET',
        `remember is ${this.#rememberDuration} ms already; it must be set once, not to ${duration} ms`,
      );
    }
    this.#rememberDuration = duration;
  }

  // Life

  /** @throws {StreamingError} `NO_OUTPUT_OPERATIONS` */
  validate(): void {
    if (this.#outputs.length > 0) return;
    throw new StreamingError(
      'NO_OUTPUT_OPERATIONS',
      'no output operations are registered, so there is nothing to execute; a graph must have at least one',
      { fix: 'Add foreachRDD(…) or print() to a stream before start().' },
    );
  }

  /**
   * No more definitions; every stream learns how long its batches are kept.
   *
   * @param isCheckpointing whether the context has a place for checkpoints
   */
  seal(isCheckpointing = false): void {
    this.#isSealed = true;
    for (const stream of this.#streams) stream.rememberForCheckpoint(isCheckpointing);
    for (const output of this.#outputs) output.parent.remember(this.batchDuration);
    if (this.#rememberDuration === undefined) return;
    for (const stream of this.#streams) stream.remember(this.#rememberDuration);
  }

  /** The context has stopped, started or not: no more definitions. */
  close(): void {
    this.#isSealed = true;
  }

  /**
   * @param zeroTime the batch before the first
   * @param alignTime slides are counted from here
   */
  initialize(zeroTime: Time, alignTime: Time): void {
    this.#zeroTime = zeroTime;
    this.#alignTime = alignTime;
  }

  /** Whether a stream of this slide has a batch at `time`. */
  isValidTime(time: Time, slideDuration: Duration): boolean {
    return (
      this.#zeroTime !== undefined && time > this.#zeroTime && (time - this.#alignTime) % slideDuration === 0
    );
  }

  /** The latest moment not after `time` at which a stream of this slide has a batch. */
  floor(time: Time, slideDuration: Duration): Time {
    return Math.floor((time - this.#alignTime) / slideDuration) * slideDuration + this.#alignTime;
  }

  /** How far back the longest-remembering stream looks. */
  get rememberDuration(): Duration {
    let longest = this.batchDuration;
    for (const stream of this.#streams) longest = Math.max(longest, stream.rememberDuration);
    return longest;
  }

  /** What is to be done at `batchTime`, in the order of the outputs. Runs nothing. */
  generateJobs(batchTime: Time): Job[] {
    const jobs: Job[] = [];
    for (const operation of this.#outputs) {
      const rdd = operation.parent.getOrCompute(batchTime);
      if (rdd !== undefined) jobs.push({ operation, run: async () => operation.run(rdd, batchTime) });
    }
    return jobs;
  }

  /**
   * Computes the states up to `batchTime` that no output asked for, so that their past can be let go.
   *
   * @returns why states had to be left as they were; each reason once
   * @throws {StreamingError} the first of them, unless the graph leaves failures out
   */
  async materialize(batchTime: Time): Promise<readonly Error[]> {
    const failures = new Set<Error>();
    for (const stream of this.#streams) {
      for (const failure of await stream.materialize(batchTime)) failures.add(failure);
    }
    return [...failures];
  }

  /** A batch could not be made: states stay as they were, and windows do without it. */
  leaveOut(batchTime: Time): void {
    if (this.leavesOutFailures) for (const stream of this.#streams) stream.leaveOut(batchTime);
  }

  /** Forgets what no stream will ask for after `batchTime`. */
  clearMetadata(batchTime: Time): void {
    for (const stream of this.#streams) stream.clearMetadata(batchTime);
  }

  /** Batches up to and including `zeroTime` were left out: windows start anew, states stay. */
  jumpTo(zeroTime: Time): void {
    this.#zeroTime = zeroTime;
    for (const stream of this.#streams) stream.jumpTo(zeroTime);
  }
}
