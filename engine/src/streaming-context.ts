import { DStreamGraph } from './dstream/graph.ts';
import { SourceTimeInputDStream } from './dstream/source-time-input-dstream.ts';
import { StreamingError, toError } from './errors.ts';
import { type EngineConf, EngineContext } from './executor/engine-context.ts';
import { ReceivedBlockTracker } from './receiver/received-block-tracker.ts';
import { SourceTimeTracker } from './receiver/source-time-tracker.ts';
import type { BatchInfo } from './scheduler/batch-info.ts';
import { ClockJobGenerator } from './scheduler/clock-job-generator.ts';
import type { JobGenerator } from './scheduler/job-generator.ts';
import { type FailedOutputPolicy, JobScheduler } from './scheduler/job-scheduler.ts';
import { ListenerBus } from './scheduler/listener-bus.ts';
import { SourceTimeJobGenerator } from './scheduler/source-time-job-generator.ts';
import type { StreamingListener } from './scheduler/streaming-listener.ts';
import { Termination } from './scheduler/termination.ts';
import { type Clock, SystemClock } from './time/clock.ts';
import { type Duration, requireDuration, type Time } from './time/duration.ts';

export interface StreamingContextOptions {
  /** Where time comes from. Default: the machine. */
  readonly clock?: Clock;
  /** `clock` (default): a batch each batchDuration. `source`: records carry their time, and it decides. */
  readonly batchTime?: 'clock' | 'source';
  /** How long a live source that is not connected holds a batch back, ms; default 5 s. With `source`. */
  readonly maxLateness?: Duration;
  /** What a throwing output operation does. Default `skip`. */
  readonly failedOutputPolicy?: FailedOutputPolicy;
  /** Batches up to and including this one have run in an earlier life. Default: none. With `source`. */
  readonly lastBatchTime?: Time;
  /** Bounds of what is closed and waits; beyond either, sources are asked to pause. Default 32 MiB, 8 batches. */
  readonly maxPendingBytes?: number;
  readonly maxPendingBatches?: number;
}

/** How {@link StreamingContext.stop} ends. */
export interface StopOptions {
  /** Work off what was received first. Default false: what waits is dropped. */
  readonly graceful?: boolean;
  /** Stop the EngineContext too. Default true. */
  readonly stopEngineContext?: boolean;
}

export type StreamingContextState = 'INITIALIZED' | 'ACTIVE' | 'STOPPED';

/** A graceful stop works on for this many batchDurations at most, then drops what is left. */
const GRACEFUL_STOP_BATCHES = 10;
/** How long a hard stop waits for the output operation that runs. */
const HARD_STOP_MS = 2000;

let active: StreamingContext | undefined;

/**
 * The way in: make streams from it, give them output operations, then `start()`.
 *
 *     INITIALIZED ──start()──▶ ACTIVE ──stop()──▶ STOPPED        no way back
 */
export class StreamingContext {
  readonly engine: EngineContext;
  readonly batchDuration: Duration;
  readonly clock: Clock;
  readonly graph: DStreamGraph;
  readonly batchTime: 'clock' | 'source';
  readonly #options: StreamingContextOptions;
  readonly #listeners: ListenerBus;
  readonly #scheduler: JobScheduler;
  readonly #blocks = new ReceivedBlockTracker();
  readonly #termination = new Termination();
  #generator: JobGenerator | undefined;
  #state: StreamingContextState = 'INITIALIZED';
  #stopping: Promise<void> | undefined;

  /** @throws {StreamingError} `INVALID_DURATION`, `INVALID_MASTER` */
  constructor(
    engine: EngineContext | EngineConf,
    batchDuration: Duration,
    options: StreamingContextOptions = {},
  ) {
    const { clock = new SystemClock(), batchTime = 'clock', failedOutputPolicy = 'skip' } = options;
    requireDuration('batchDuration', batchDuration);
    this.engine = engine instanceof EngineContext ? engine : new EngineContext(engine);
    this.batchDuration = batchDuration;
    this.clock = clock;
    this.batchTime = batchTime;
    this.graph = new DStreamGraph(this.engine, batchDuration);
    this.#options = options;
    this.#listeners = new ListenerBus((error) => this.#termination.report(toError(error)));
    this.#scheduler = new JobScheduler({
      clock,
      listeners: this.#listeners,
      failedOutputPolicy,
      onCompleted: (time) => this.#onBatchCompleted(time),
      onError: (error, isFatal) => this.#onError(error, isFatal),
    });
  }

  /** The one that is started and not stopped, if any: there is at most one in a process. */
  static getActive(): StreamingContext | undefined {
    return active;
  }

  get state(): StreamingContextState {
    return this.#state;
  }

  // Life

  /**
   * Starts the inputs and the batches. Of no effect when already started.
   *
   * @throws {StreamingError} `CONTEXT_STOPPED`, `ANOTHER_CONTEXT_ACTIVE`, `NO_OUTPUT_OPERATIONS`,
   *   `SOURCE_TIME_REQUIRED`, or what an input threw: the context is stopped then
   */
  start(): void {
    if (this.#state === 'ACTIVE') return;
    if (this.#state === 'STOPPED') {
      throw new StreamingError(
        'CONTEXT_STOPPED',
        'StreamingContext has already been stopped; a new one must be made',
      );
    }
    if (active !== undefined) {
      throw new StreamingError(
        'ANOTHER_CONTEXT_ACTIVE',
        'Only one StreamingContext may be started in this process; another one is running and must be stopped first',
      );
    }
    try {
      this.graph.validate();
      this.graph.seal();
      this.#generator = this.#makeGenerator();
      active = this;
      this.#state = 'ACTIVE';
      this.#generator.start();
      for (const input of this.graph.inputs) input.start();
      this.#listeners.post('onStreamingStarted', { time: this.clock.now() });
    } catch (error) {
      void this.#shutDown({ graceful: false, stopEngineContext: false });
      throw error;
    }
  }

  /**
   * Stops inputs, then batches. Resolves when all has stopped, in bounded time: a graceful stop works on for 10
   * batchDurations at most, a hard one waits 2 s for the output operation that runs. Stopping again is harmless.
   *
   * @throws {StreamingError} `STOP_IN_LISTENER` when called from a listener
   */
  async stop({ graceful = false, stopEngineContext = true }: StopOptions = {}): Promise<void> {
    this.#listeners.requireOutside();
    this.#stopping ??= this.#shutDown({ graceful, stopEngineContext });
    await this.#stopping;
    if (stopEngineContext) this.engine.stop();
  }

  /** Resolves when the context has stopped; rejects with the first error that was reported. */
  awaitTermination(): Promise<void> {
    return this.#termination.wait();
  }

  /** Like {@link awaitTermination}, for `timeoutMs` at most. @returns whether it has stopped */
  awaitTerminationOrTimeout(timeoutMs: Duration): Promise<boolean> {
    return this.#termination.waitOrTimeout(this.clock, timeoutMs);
  }

  /** Resolves when every source with its own time has ended and all their batches have run; rejects like {@link awaitTermination}. */
  async awaitSourcesEnded(): Promise<void> {
    const generator = this.#generator;
    if (!(generator instanceof SourceTimeJobGenerator)) {
      throw new StreamingError(
        'SOURCE_TIME_REQUIRED',
        'awaitSourcesEnded needs a started context with batchTime source',
      );
    }
    await Promise.race([generator.awaitSourcesEnded(), this.#termination.wait()]);
  }

  /** Resolves when no batch that is due is unfinished. */
  async awaitIdle(): Promise<void> {
    await this.#scheduler.awaitIdle();
  }

  // Watching

  addStreamingListener(listener: StreamingListener): void {
    this.#listeners.add(listener);
  }

  removeStreamingListener(listener: StreamingListener): void {
    this.#listeners.remove(listener);
  }

  /** How a batch stands: one that waits, runs, or is among the last 100 completed. */
  getBatchInfo(batchTime: Time): BatchInfo | undefined {
    return this.#scheduler.getBatchInfo(batchTime);
  }

  // Making streams

  /** Keeps every stream's batches at least that long. */
  remember(duration: Duration): void {
    requireDuration('remember', duration);
    this.graph.remember(duration);
  }

  // Inside

  #makeGenerator(): JobGenerator {
    const onError = (error: Error): void =>
      this.#onError(error, (this.#options.failedOutputPolicy ?? 'skip') !== 'skip');
    const parts = { graph: this.graph, scheduler: this.#scheduler, onError };
    const sources = this.graph.inputs.filter((input) => input instanceof SourceTimeInputDStream);
    if (this.batchTime === 'clock') {
      if (sources[0] === undefined) return new ClockJobGenerator(parts, this.clock, this.#blocks);
      throw new StreamingError(
        'SOURCE_TIME_REQUIRED',
        `${sources[0].name} stamps its own records; it needs a StreamingContext with batchTime source, this one has clock`,
      );
    }
    if (sources.length === 0) {
      throw new StreamingError(
        'SOURCE_TIME_REQUIRED',
        'batchTime is source; at least one input must stamp its records',
      );
    }
    const tracker: SourceTimeTracker = new SourceTimeTracker({
      clock: this.clock,
      batchDuration: this.batchDuration,
      maxLateness: this.#options.maxLateness ?? 5000,
      lastBatchTime: this.#options.lastBatchTime ?? Number.NEGATIVE_INFINITY,
      maxPendingBytes: this.#options.maxPendingBytes ?? 32 * 1024 * 1024,
      maxPendingBatches: this.#options.maxPendingBatches ?? 8,
      onReady: () => generator.generate(),
    });
    const generator = new SourceTimeJobGenerator(parts, tracker);
    for (const source of sources) source.attach(tracker.addSource());
    return generator;
  }

  async #onBatchCompleted(batchTime: Time): Promise<void> {
    try {
      await this.graph.materialize(batchTime);
    } finally {
      this.graph.clearMetadata(batchTime);
      this.#generator?.batchCompleted(batchTime);
    }
  }

  #onError(error: Error, isFatal: boolean): void {
    if (isFatal) this.#stopping ??= this.#shutDown({ graceful: false, stopEngineContext: false }, error);
    else this.#termination.report(error);
  }

  async #shutDown({ graceful }: Required<StopOptions>, error?: Error): Promise<void> {
    const wasActive = this.#state === 'ACTIVE';
    this.#state = 'STOPPED';
    if (!graceful) this.#generator?.stop();
    await Promise.allSettled(wasActive ? this.graph.inputs.map(async (input) => input.stop()) : []);
    if (graceful) {
      const finished = this.#generator?.finish() ?? Promise.resolve();
      await withinMs(GRACEFUL_STOP_BATCHES * this.batchDuration, finished);
    }
    this.#generator?.stop();
    this.#scheduler.stop();
    // After a fatal error this is the scheduler's own call, which it would be waiting for.
    if (error === undefined) await withinMs(HARD_STOP_MS, this.#scheduler.awaitIdle());
    if (active === this) active = undefined;
    if (error !== undefined) this.#termination.report(error);
    this.#termination.stopped();
  }
}

/** Waits for `work`, for `durationMs` of the machine's time at most. */
async function withinMs(durationMs: Duration, work: Promise<void>): Promise<void> {
  const clock = new SystemClock();
  let cancel = (): void => {};
  const timeout = new Promise<void>((resolve) => {
    cancel = clock.at(clock.now() + durationMs, resolve);
  });
  await Promise.race([work, timeout]);
  cancel();
}
