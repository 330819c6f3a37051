import type { CheckpointStore } from './checkpoint/checkpoint-store.ts';
import { FileCheckpointStore } from './checkpoint/file-checkpoint-store.ts';
import type { ReadCheckpoint } from './checkpoint/read-checkpoint.ts';
import { DStreamGraph } from './dstream/graph.ts';
import { toError } from './errors.ts';
import { type EngineConf, EngineContext } from './executor/engine-context.ts';
import { ListenerBus } from './scheduler/listener-bus.ts';
import { statisticsStream } from './scheduler/statistics-stream.ts';
import type { StreamingListener } from './scheduler/streaming-listener.ts';
import { StreamingStatistics } from './scheduler/streaming-statistics.ts';
import { requireOptions, type StreamingContextOptions } from './streaming-context-options.ts';
import {
  type CheckpointPlace,
  confOf,
  readExisting,
  restoreStreams,
  storeAt,
} from './streaming-context-recovery.ts';
import { StreamMaker } from './streaming-context-streams.ts';
import { type Clock, SystemClock } from './time/clock.ts';
import { type Duration, requireDuration, type Time } from './time/duration.ts';

/** What a StreamingContext is given: engine, clock, options, who listens, where checkpoints are. */
export abstract class ContextSetup extends StreamMaker {
  readonly engine: EngineContext;
  readonly batchDuration: Duration;
  readonly clock: Clock;
  readonly batchTime: 'clock' | 'source';
  /** Which batches wait, run and have completed, and how receivers are: kept up from start() to stop(). */
  readonly statistics: StreamingStatistics;
  protected readonly options: StreamingContextOptions;
  protected readonly listeners: ListenerBus;
  /** What it goes on from, and whether its streams have it already. */
  protected saved: ReadCheckpoint | undefined;
  #isRestored = false;
  #checkpointStore: CheckpointStore | undefined;

  /** See {@link StreamingContext}. */
  protected constructor(
    origin: EngineContext | EngineConf | CheckpointPlace,
    second?: Duration | EngineContext | EngineConf,
    options: StreamingContextOptions = {},
  ) {
    const place = typeof origin === 'string' || 'readData' in origin ? origin : undefined;
    const store = place === undefined ? undefined : storeAt(place);
    const saved = store === undefined ? undefined : readExisting(store);
    const given = saved === undefined ? (origin as EngineContext | EngineConf) : second;
    const batchDuration = saved?.checkpoint.batchDuration ?? (second as Duration);
    requireDuration('batchDuration', batchDuration);
    requireOptions(options);
    const engine = given instanceof EngineContext ? given : new EngineContext(engineConf(given, saved));
    const { failedOutputPolicy = 'skip' } = options;
    super(new DStreamGraph(engine, batchDuration, failedOutputPolicy === 'skip'));
    this.engine = engine;
    this.batchDuration = batchDuration;
    this.clock = options.clock ?? new SystemClock();
    this.batchTime = options.batchTime ?? 'clock';
    this.options = options;
    this.saved = saved;
    this.#checkpointStore = store;
    this.statistics = new StreamingStatistics({
      batchDuration,
      retainedBatches: options.retainedBatches,
      streams: () => this.graph.inputs.map(statisticsStream),
    });
    this.listeners = new ListenerBus((error) => process.emitWarning(toError(error)));
  }

  // Checkpoints

  /**
   * Saves what a restart needs in `place`: a directory, which is made at once, or a store. null: nowhere.
   *
   * @throws {StreamingError} `CONTEXT_STARTED`, `CHECKPOINT_DIRECTORY_UNUSABLE`
   */
  checkpoint(place: CheckpointPlace | null): void {
    this.graph.requireChangeable('checkpoint place');
    const store = place === null ? undefined : storeAt(place);
    if (store instanceof FileCheckpointStore) store.prepare();
    this.#checkpointStore = store;
  }

  get checkpointStore(): CheckpointStore | undefined {
    return this.#checkpointStore;
  }

  /** The newest batch that the checkpoint knew which this goes on from; undefined: it begins anew. */
  get recoveredFrom(): Time | undefined {
    return this.saved?.checkpoint.batchTime;
  }

  /** Goes on from a checkpoint: its streams have their states from now on. @throws {StreamingError} `CHECKPOINT_MISMATCH` */
  recover(saved: ReadCheckpoint): void {
    restoreStreams(this.graph, saved);
    this.saved = saved;
    this.#isRestored = true;
  }

  /** A context made from a checkpoint gives its streams their states when all are there. */
  protected recoverIfNotDone(): void {
    if (this.saved !== undefined && !this.#isRestored) this.recover(this.saved);
  }

  // Watching

  addStreamingListener(listener: StreamingListener): void {
    this.listeners.add(listener);
  }

  removeStreamingListener(listener: StreamingListener): void {
    this.listeners.remove(listener);
  }

  /** Whether `listener` is told of events. `statistics` is one from start() to stop(). */
  hasStreamingListener(listener: StreamingListener): boolean {
    return this.listeners.has(listener);
  }
}

function engineConf(given: Duration | EngineConf | undefined, saved: ReadCheckpoint | undefined): EngineConf {
  const conf = saved === undefined ? {} : confOf(saved.checkpoint);
  return typeof given === 'object' ? { ...conf, ...given } : conf;
}
