import type { Checkpoint } from './checkpoint/checkpoint.ts';
import type { CheckpointStore } from './checkpoint/checkpoint-store.ts';
import { encodeValue } from './checkpoint/encode-checkpoint.ts';
import { FileCheckpointStore } from './checkpoint/file-checkpoint-store.ts';
import type { DStreamGraph } from './dstream/graph.ts';
import type { InputDStream } from './dstream/input-dstream.ts';
import { ReceiverInputDStream } from './dstream/receiver-input-dstream.ts';
import { SourceTimeInputDStream } from './dstream/source-time-input-dstream.ts';
import { StreamingError } from './errors.ts';
import { FileReceiverLogs } from './receiver/file-receiver-logs.ts';
import type { ReceiverLogs } from './receiver/receiver-logs.ts';
import { ReceiverTracker } from './receiver/receiver-tracker.ts';
import { warn } from './receiver/warn.ts';
import { makeRateControllers } from './scheduler/back-pressure.ts';
import { Checkpointer } from './scheduler/checkpointer.ts';
import type { JobGenerator } from './scheduler/job-generator.ts';
import { JobScheduler } from './scheduler/job-scheduler.ts';
import type { ListenerBus } from './scheduler/listener-bus.ts';
import { makeJobGenerator } from './scheduler/make-job-generator.ts';
import { Recovery } from './scheduler/recovery.ts';
import { SourceTimeJobGenerator } from './scheduler/source-time-job-generator.ts';
import type { StreamingContextOptions } from './streaming-context-options.ts';
import type { Clock } from './time/clock.ts';
import type { Duration, Time } from './time/duration.ts';
import { within } from './time/within.ts';

export interface StreamingRunParts {
  readonly graph: DStreamGraph;
  readonly clock: Clock;
  readonly options: StreamingContextOptions;
  readonly listeners: ListenerBus;
  readonly onError: (error: Error, isFatal: boolean) => void;
}

/** How long a hard stop waits for the output operation that runs. */
const HARD_STOP_MS = 2000;

/** What works between start and stop of a StreamingContext: receivers, who makes batches, who runs them, who saves. */
export class StreamingRun {
  readonly scheduler: JobScheduler;
  readonly receivers: ReceiverTracker;
  readonly #parts: StreamingRunParts;
  #generator: JobGenerator | undefined;
  #checkpointer: Checkpointer | undefined;
  #recovery: Recovery | undefined;
  #ownLogs: FileReceiverLogs | undefined;
  readonly #stoppedInputs = new Set<InputDStream<unknown>>();

  constructor(parts: StreamingRunParts) {
    const { clock, listeners, options, onError } = parts;
    this.#parts = parts;
    this.receivers = new ReceiverTracker(clock, (event, info) => listeners.post(event, info), options);
    this.scheduler = new JobScheduler({
      clock,
      listeners,
      failedOutputPolicy: options.failedOutputPolicy ?? 'skip',
      concurrentJobs: options.concurrentJobs,
      onOutputsRun: (batchTime) => parts.graph.materialize(batchTime),
      onCompleted: (batchTime) => this.#onBatchCompleted(batchTime),
      onError,
    });
  }

  /** @param checkpoint that it goes on from */
  start(store: CheckpointStore | undefined, checkpoint: Checkpoint | undefined): void {
    const { graph, options, listeners } = this.#parts;
    if (checkpoint !== undefined) {
      this.#recovery = new Recovery(checkpoint, options.missedBatches ?? 'replay');
    }
    const logs = options.receiverLogs ?? this.#ownLogsAt(store);
    if (logs !== undefined && logs !== 'off') this.receivers.useLogs(logs);
    this.#generator = this.#makeGenerator();
    this.#generator.start();
    if (store !== undefined) this.#checkpointer = this.#makeCheckpointer(store, checkpoint);
    for (const each of makeRateControllers(graph, this.receivers, options.backPressure)) listeners.add(each);
    for (const input of graph.inputs) input.start();
    this.#generator.goOn();
  }

  /** Resolves when every source with its own time has ended and all their batches have run. */
  async awaitSourcesEnded(): Promise<void> {
    if (this.#generator instanceof SourceTimeJobGenerator) return this.#generator.awaitSourcesEnded();
    throw new StreamingError(
      'SOURCE_TIME_REQUIRED',
      'awaitSourcesEnded needs a started context with batchTime source',
    );
  }

  /** Resolves when no batch that is due is unfinished. */
  async awaitIdle(): Promise<void> {
    await this.#generator?.awaitGenerated();
    await this.scheduler.awaitIdle();
  }

  /**
   * Ends the receivers, runs what they had, then ends the other inputs: they are asked for the last batches.
   *
   * @param timeoutMs of the machine's time; what is left then is dropped, and told
   */
  async finish(timeoutMs: Duration): Promise<void> {
    let step = 'receivers were being stopped';
    const work = async (): Promise<void> => {
      await this.#stopInputs((input) => isReceiving(input));
      step = 'batches were being run';
      await this.#generator?.finish();
    };
    if (await within(timeoutMs, work())) return;
    const { numUnfinished } = this.scheduler;
    warn(
      'GRACEFUL_STOP_TIMED_OUT',
      `the graceful stop was given up after ${timeoutMs} ms, while ${step}; ${numUnfinished} batches had not completed, the oldest of them ${this.scheduler.pendingBatches[0]?.batchTime ?? '–'} ms`,
    );
  }

  /** Ends everything. Waits 2 s for the output operation that runs, unless it is the one that calls. */
  async stop(isCalledByJob: boolean): Promise<void> {
    this.#generator?.stop();
    await within(
      HARD_STOP_MS,
      this.#stopInputs(() => true),
    );
    this.scheduler.stop();
    if (!isCalledByJob) await within(HARD_STOP_MS, this.scheduler.awaitIdle());
    await within(HARD_STOP_MS, this.#checkpointer?.idle() ?? Promise.resolve());
    this.receivers.close();
    await within(HARD_STOP_MS, this.#ownLogs?.close() ?? Promise.resolve());
  }

  #ownLogsAt(store: CheckpointStore | undefined): ReceiverLogs | undefined {
    const { graph, clock } = this.#parts;
    const isWanted = graph.inputs.some((input) => input instanceof ReceiverInputDStream);
    if (!isWanted || !(store instanceof FileCheckpointStore)) return undefined;
    this.#ownLogs = new FileReceiverLogs(store.location, { clock });
    return this.#ownLogs;
  }

  async #stopInputs(which: (input: InputDStream<unknown>) => boolean): Promise<void> {
    const inputs = this.#parts.graph.inputs.filter(
      (input) => which(input) && !this.#stoppedInputs.has(input),
    );
    for (const input of inputs) this.#stoppedInputs.add(input);
    await Promise.allSettled(inputs.map(async (input) => input.stop()));
  }

  #makeGenerator(): JobGenerator {
    const { graph, clock, options, onError } = this.#parts;
    const { batchTime = 'clock', maxLateness = 5000, failedOutputPolicy = 'skip' } = options;
    const { maxPendingBytes = 32 * 1024 * 1024, maxPendingBatches = 8 } = options;
    const lastBatchTime =
      options.lastBatchTime ?? this.#recovery?.lastSavedBatchTime ?? Number.NEGATIVE_INFINITY;
    return makeJobGenerator(
      batchTime,
      {
        graph,
        scheduler: this.scheduler,
        recovery: this.#recovery,
        onMade: (time) => {
          const written = this.#checkpointer?.batchMade(time);
          // Killed in between, it would be made again of something else.
          return graph.inputs.some((input) => input.isChosen) ? written : undefined;
        },
        onError: (error) => onError(error, failedOutputPolicy !== 'skip'),
      },
      clock,
      this.receivers,
      { maxLateness, lastBatchTime, maxPendingBytes, maxPendingBatches },
    );
  }

  #makeCheckpointer(store: CheckpointStore, checkpoint: Checkpoint | undefined): Checkpointer {
    const { graph, onError } = this.#parts;
    const { master, appName, defaultParallelism } = graph.engine;
    return new Checkpointer(
      {
        graph,
        store,
        conf: { master, appName, defaultParallelism: String(defaultParallelism) },
        accumulators: () => encodeStates(graph.engine.accumulatorStates()),
        pendingBatches: () => [...(this.#recovery?.unmadeBatches ?? []), ...this.scheduler.pendingBatches],
        onError: (error) => onError(error, false),
      },
      checkpoint,
    );
  }

  async #onBatchCompleted(batchTime: Time): Promise<void> {
    const { graph } = this.#parts;
    try {
      await this.#checkpointer?.batchCompleted(batchTime);
    } finally {
      graph.clearMetadata(batchTime);
      this.receivers.completeBatch(batchTime);
      this.#generator?.batchCompleted(batchTime);
    }
  }
}

/** At once: what is added later is not in it. */
function encodeStates(states: ReadonlyMap<string, unknown>): Record<string, Uint8Array> {
  const encoded: Record<string, Uint8Array> = {};
  for (const [name, state] of states) encoded[name] = encodeValue(`accumulator ${name}`, state);
  return encoded;
}

/** Whether records come to it by themselves: such an input ends first. */
function isReceiving(input: InputDStream<unknown>): boolean {
  return input instanceof ReceiverInputDStream || input instanceof SourceTimeInputDStream;
}
