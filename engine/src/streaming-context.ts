import { StreamingError, toError } from './errors.ts';
import type { EngineConf, EngineContext } from './executor/engine-context.ts';
import { creationSite } from './rdd/creation-site.ts';
import type { BatchInfo } from './scheduler/batch-info.ts';
import { Termination } from './scheduler/termination.ts';
import { activeContext, clearActive, requireNoneActive, setActive } from './streaming-context-active.ts';
import type {
  GetOrCreateOptions,
  StopOptions,
  StreamingContextOptions,
  StreamingContextState,
} from './streaming-context-options.ts';
import { ContextProgram, type Program } from './streaming-context-program.ts';
import { type CheckpointPlace, getOrCreate } from './streaming-context-recovery.ts';
import { StreamingRun } from './streaming-context-run.ts';
import { onShutdown } from './streaming-context-shutdown.ts';
import type { Duration, Time } from './time/duration.ts';

/** A graceful stop works on for this many batchDurations at most, unless told otherwise. */
const GRACEFUL_STOP_BATCHES = 10;

/**
 * The way in: make streams from it, give them output operations, then `start()`.
 *
 *     INITIALIZED ──start()──▶ ACTIVE ──stop()──▶ STOPPED        no way back
 */
export class StreamingContext extends ContextProgram {
  readonly #run: StreamingRun;
  readonly #termination = new Termination();
  readonly #onceStopped: (() => void | Promise<void>)[] = [];
  #startSite = '';
  #forgetShutdown: (() => void) | undefined;
  #state: StreamingContextState = 'INITIALIZED';
  #stopping: Promise<void> | undefined;

  /**
   * From a checkpoint: its batchDuration, and its settings unless an engine is given. The same streams must be made
   * as in the program that wrote it, in the same order; `start()` gives them their states.
   *
   * @throws {StreamingError} `INVALID_DURATION`, `INVALID_MASTER`, `INVALID_RATE`, `INVALID_BACK_PRESSURE`,
   *   `INVALID_BLOCK_QUEUE_SIZE`, `INVALID_CONCURRENT_JOBS`, `CHECKPOINT_NOT_FOUND`, `CHECKPOINT_UNREADABLE`
   */
  constructor(engine: EngineContext | EngineConf, batchDuration: Duration, options?: StreamingContextOptions);
  constructor(
    checkpoint: CheckpointPlace,
    engine?: EngineContext | EngineConf,
    options?: StreamingContextOptions,
  );
  constructor(
    origin: EngineContext | EngineConf | CheckpointPlace,
    second?: Duration | EngineContext | EngineConf,
    options?: StreamingContextOptions,
  ) {
    super(origin, second, options);
    this.#run = new StreamingRun({
      graph: this.graph,
      clock: this.clock,
      options: this.options,
      listeners: this.listeners,
      onError: (error, isFatal) => this.#onError(error, isFatal),
    });
  }

  /** The one that is started and not stopped, if any: there is at most one in a process. */
  static getActive(): StreamingContext | undefined {
    return activeContext();
  }

  /**
   * A context that goes on from the newest readable checkpoint of `place`, or a new one when there is none. `create`
   * is called in both cases: it makes the context and all its streams. Checkpoints go to `place` from then on. With a
   * `create` that gives a promise, as {@link ofProgram} does, this gives one too.
   *
   * @throws {StreamingError} `CHECKPOINT_UNREADABLE`, `CHECKPOINT_MISMATCH` unless `createOnError`
   */
  static getOrCreate<C extends StreamingContext | Promise<StreamingContext>>(
    place: CheckpointPlace,
    create: () => C,
    options?: GetOrCreateOptions,
  ): C {
    return getOrCreate(place, create, options);
  }

  /** The active one; else what `create` makes, or with `place` what {@link getOrCreate} gives. */
  static getActiveOrCreate<C extends StreamingContext | Promise<StreamingContext>>(
    create: () => C,
  ): StreamingContext | C;
  static getActiveOrCreate<C extends StreamingContext | Promise<StreamingContext>>(
    place: CheckpointPlace,
    create: () => C,
    options?: GetOrCreateOptions,
  ): StreamingContext | C;
  static getActiveOrCreate<C extends StreamingContext | Promise<StreamingContext>>(
    first: CheckpointPlace | (() => C),
    create?: () => C,
    options?: GetOrCreateOptions,
  ): StreamingContext | C {
    const active = activeContext();
    if (active !== undefined) return active;
    if (typeof first === 'function') return first();
    return getOrCreate(first, create as () => C, options);
  }

  /**
   * A context whose streams a program makes: with `local[N]` its functions run in worker threads.
   *
   * @throws {StreamingError} `INVALID_PROGRAM`, `PROGRAM_ARGS_NOT_CLONEABLE`, as the constructor does, and what the
   *   module or its `build` throws
   */
  static async ofProgram<A>(
    program: Program<A>,
    engine: EngineContext | EngineConf,
    batchDuration: Duration,
    options?: StreamingContextOptions,
  ): Promise<StreamingContext> {
    const ssc = new StreamingContext(engine, batchDuration, options);
    await ssc.loadProgram(program);
    return ssc;
  }

  get state(): StreamingContextState {
    return this.#state;
  }

  /** Spark's name for {@link state}. */
  getState(): StreamingContextState {
    return this.#state;
  }

  /** Where it was started, such as `app.ts:12`. */
  get startSite(): string {
    return this.#startSite;
  }

  // Life

  /**
   * Starts the inputs and the batches. Of no effect when already started.
   *
   * @throws {StreamingError} `CONTEXT_STOPPED`, `ANOTHER_CONTEXT_ACTIVE`, `NO_OUTPUT_OPERATIONS`,
   *   `SOURCE_TIME_REQUIRED`, `CHECKPOINT_MISMATCH`, `PROGRAM_REQUIRED`, or what an input threw: the context is stopped then
   */
  start(): void {
    if (this.#state === 'ACTIVE') return;
    if (this.#state === 'STOPPED') {
      throw new StreamingError(
        'CONTEXT_STOPPED',
        'StreamingContext has already been stopped; a new one must be made',
      );
    }
    requireNoneActive();
    try {
      this.graph.validate();
      this.recoverIfNotDone();
      this.graph.seal(this.checkpointStore !== undefined);
      this.#startSite = creationSite();
      const hasWorkers = this.startWorkers((error) => this.#onError(error, true));
      if (hasWorkers) this.onceStopped(() => this.engine.stopWorkers());
      this.listeners.add(this.statistics);
      setActive(this);
      this.#state = 'ACTIVE';
      if (this.options.stopGracefullyOnShutdown === true) {
        this.#forgetShutdown = onShutdown(() => this.stop({ graceful: true, stopEngineContext: false }));
      }
      this.#run.start(this.checkpointStore, this.saved?.checkpoint);
      this.listeners.post('onStreamingStarted', { time: this.clock.now() });
    } catch (error) {
      clearActive(this);
      this.#stopping ??= this.#shutDown({ graceful: false });
      throw error;
    }
  }

  /**
   * Stops inputs, then batches. Resolves when all has stopped, in bounded time: a graceful stop works on for
   * gracefulStopTimeout at most, a hard one waits 2 s for the output operation that runs. Stopping again is harmless.
   *
   * @throws {StreamingError} `STOP_IN_LISTENER` when called from a listener
   */
  async stop(options: StopOptions = {}): Promise<void> {
    const { graceful = false } = options;
    const { stopEngineContext = this.options.stopEngineContextByDefault ?? true } = options;
    this.listeners.requireOutside();
    this.#stopping ??= this.#shutDown({ graceful });
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
    await Promise.race([this.#run.awaitSourcesEnded(), this.#termination.wait()]);
  }

  /** Resolves when no batch that is due is unfinished. */
  async awaitIdle(): Promise<void> {
    await this.#run.awaitIdle();
  }

  // Watching

  /** Runs `task` when the context has stopped, the last one given first, and before `stop()` resolves. */
  onceStopped(task: () => void | Promise<void>): void {
    this.#onceStopped.push(task);
  }

  /** How a batch stands: one that waits, runs, or is among the last 100 completed. */
  getBatchInfo(batchTime: Time): BatchInfo | undefined {
    return this.#run.scheduler.getBatchInfo(batchTime);
  }

  // Inside

  #onError(error: Error, isFatal: boolean): void {
    if (isFatal) this.#stopping ??= this.#shutDown({ graceful: false }, error);
    else this.#termination.report(error);
  }

  async #shutDown({ graceful }: { readonly graceful: boolean }, error?: Error): Promise<void> {
    this.#forgetShutdown?.();
    const wasActive = this.#state === 'ACTIVE';
    this.#state = 'STOPPED';
    this.graph.close();
    if (graceful && wasActive) {
      await this.#run.finish(this.options.gracefulStopTimeout ?? GRACEFUL_STOP_BATCHES * this.batchDuration);
    }
    // After a fatal error this is the scheduler's own call, which it would be waiting for.
    await this.#run.stop(error !== undefined);
    clearActive(this);
    this.listeners.remove(this.statistics);
    for (const task of this.#onceStopped.splice(0).reverse()) {
      await Promise.try(task).catch((failure: unknown) => process.emitWarning(toError(failure)));
    }
    if (error !== undefined) this.#termination.report(error);
    this.#termination.stopped();
  }
}
