import { DStreamGraph } from './dstream/graph.ts';
import { StreamingError, toError } from './errors.ts';
import { type EngineConf, EngineContext } from './executor/engine-context.ts';
import { ReceiverTracker } from './receiver/receiver-tracker.ts';
import { makeRateControllers } from './scheduler/back-pressure.ts';
import type { BatchInfo } from './scheduler/batch-info.ts';
import type { JobGenerator } from './scheduler/job-generator.ts';
import { JobScheduler } from './scheduler/job-scheduler.ts';
import { ListenerBus } from './scheduler/listener-bus.ts';
import { makeJobGenerator } from './scheduler/make-job-generator.ts';
import { SourceTimeJobGenerator } from './scheduler/source-time-job-generator.ts';
import { statisticsStream } from './scheduler/statistics-stream.ts';
import type { StreamingListener } from './scheduler/streaming-listener.ts';
import { StreamingStatistics } from './scheduler/streaming-statistics.ts';
import { Termination } from './scheduler/termination.ts';
import type {
  StopOptions,
  StreamingContextOptions,
  StreamingContextState,
} from './streaming-context-options.ts';
import { StreamMaker } from './streaming-context-streams.ts';
import { type Clock, SystemClock } from './time/clock.ts';
import { type Duration, requireDuration, type Time } from './time/duration.ts';
import { within } from './time/within.ts';

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
export class StreamingContext extends StreamMaker {
  readonly engine: EngineContext;
  readonly batchDuration: Duration;
  readonly clock: Clock;
  readonly batchTime: 'clock' | 'source';
  /** Which batches wait, run and have completed, and how receivers are: kept up from start() to stop(). */
  readonly statistics: StreamingStatistics;
  readonly #options: StreamingContextOptions;
  readonly #listeners: ListenerBus;
  readonly #scheduler: JobScheduler;
  readonly #receivers: ReceiverTracker;
  readonly #termination = new Termination();
  readonly #onceStopped: (() => void | Promise<void>)[] = [];
  #generator: JobGenerator | undefined;
  #state: StreamingContextState = 'INITIALIZED';
  #stopping: Promise<void> | undefined;

  /**
   * @throws {StreamingError} `INVALID_DURATION`, `INVALID_MASTER`, `INVALID_RATE`, `INVALID_BACK_PRESSURE`,
   *   `INVALID_BLOCK_QUEUE_SIZE`
   */
  constructor(
    engine: EngineContext | EngineConf,
    batchDuration: Duration,
    options: StreamingContextOptions = {},
  ) {
    const { clock = new SystemClock(), batchTime = 'clock', failedOutputPolicy = 'skip' } = options;
    requireDuration('batchDuration', batchDuration);
    const engineContext = engine instanceof EngineContext ? engine : new EngineContext(engine);
    super(new DStreamGraph(engineContext, batchDuration));
    this.engine = engineContext;
    this.batchDuration = batchDuration;
    this.clock = clock;
    this.batchTime = batchTime;
    this.#options = options;
    this.statistics = new StreamingStatistics({
      batchDuration,
      retainedBatches: options.retainedBatches,
      streams: () => this.graph.inputs.map(statisticsStream),
    });
    this.#listeners = new ListenerBus((error) => process.emitWarning(toError(error)));
    this.#receivers = new ReceiverTracker(clock, (event, info) => this.#listeners.post(event, info), options);
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
      this.#listeners.add(this.statistics);
      for (const each of makeRateControllers(this.graph, this.#receivers, this.#options.backPressure)) {
        this.#listeners.add(each);
      }
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
    await this.#generator?.awaitGenerated();
    await this.#scheduler.awaitIdle();
  }

  // Watching

  addStreamingListener(listener: StreamingListener): void {
    this.#listeners.add(listener);
  }

  removeStreamingListener(listener: StreamingListener): void {
    this.#listeners.remove(listener);
  }

  /** Whether `listener` is told of events. `statistics` is one from start() to stop(). */
  hasStreamingListener(listener: StreamingListener): boolean {
    return this.#listeners.has(listener);
  }

  /** Runs `task` when the context has stopped, the last one given first, and before `stop()` resolves. */
  onceStopped(task: () => void | Promise<void>): void {
    this.#onceStopped.push(task);
  }

  /** How a batch stands: one that waits, runs, or is among the last 100 completed. */
  getBatchInfo(batchTime: Time): BatchInfo | undefined {
    return this.#scheduler.getBatchInfo(batchTime);
  }

  // Inside

  #makeGenerator(): JobGenerator {
    const { maxLateness = 5000, lastBatchTime = Number.NEGATIVE_INFINITY } = this.#options;
    const { maxPendingBytes = 32 * 1024 * 1024, maxPendingBatches = 8 } = this.#options;
    const onError = (error: Error): void =>
      this.#onError(error, (this.#options.failedOutputPolicy ?? 'skip') !== 'skip');
    return makeJobGenerator(
      this.batchTime,
      { graph: this.graph, scheduler: this.#scheduler, onError },
      this.clock,
      this.#receivers,
      { maxLateness, lastBatchTime, maxPendingBytes, maxPendingBatches },
    );
  }

  async #onBatchCompleted(batchTime: Time): Promise<void> {
    try {
      await this.graph.materialize(batchTime);
    } finally {
      this.graph.clearMetadata(batchTime);
      this.#receivers.completeBatch(batchTime);
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
      await within(GRACEFUL_STOP_BATCHES * this.batchDuration, finished);
    }
    this.#generator?.stop();
    this.#scheduler.stop();
    // After a fatal error this is the scheduler's own call, which it would be waiting for.
    if (error === undefined) await within(HARD_STOP_MS, this.#scheduler.awaitIdle());
    if (active === this) active = undefined;
    this.#receivers.close();
    this.#listeners.remove(this.statistics);
    for (const task of this.#onceStopped.splice(0).reverse()) {
      await Promise.try(task).catch((failure: unknown) => process.emitWarning(toError(failure)));
    }
    if (error !== undefined) this.#termination.report(error);
    this.#termination.stopped();
  }
}
