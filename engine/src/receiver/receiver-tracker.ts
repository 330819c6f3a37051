import type { Clock } from '../time/clock.ts';
import type { Time } from '../time/duration.ts';
import type { Block } from './block.ts';
import { BlockStore } from './block-store.ts';
import type { RateLimits } from './rate-limiter.ts';
import { ReceivedBlockTracker } from './received-block-tracker.ts';
import { loggedTracker, storeLogged } from './received-data.ts';
import type { Receiver } from './receiver.ts';
import type { ReceiverEvent, ReceiverInfo } from './receiver-info.ts';
import type { ReceiverLogs } from './receiver-logs.ts';
import { INITIAL_RATE_PER_SECOND, type ReceiverOptions, requireReceiverOptions } from './receiver-options.ts';
import { ReceiverSupervisor } from './receiver-supervisor.ts';
import type { StoredBlock } from './stored-block.ts';
import { warn } from './warn.ts';

/** All receivers of a context and the blocks they have stored. */
export class ReceiverTracker {
  readonly #clock: Clock;
  readonly #onEvent: (event: ReceiverEvent, info: ReceiverInfo) => void;
  readonly #options: ReceiverOptions;
  readonly #store: BlockStore;
  readonly #supervisors = new Map<number, ReceiverSupervisor>();
  readonly #rates = new Map<number, number>();
  #blocks = new ReceivedBlockTracker<StoredBlock>();
  #logs: ReceiverLogs | undefined;
  /** Ids of an earlier life, which the log may still know, must not come again. */
  #nextBlock: number;

  /** @throws {StreamingError} what {@link requireReceiverOptions} throws */
  constructor(
    clock: Clock,
    onEvent: (event: ReceiverEvent, info: ReceiverInfo) => void,
    options: ReceiverOptions = {},
  ) {
    requireReceiverOptions(options);
    this.#clock = clock;
    this.#onEvent = onEvent;
    this.#options = options;
    this.#store = new BlockStore(onStoreError);
    this.#nextBlock = clock.now();
  }

  /** Writes what is received to these logs first, and has what an earlier life wrote. Before any receiver starts. */
  useLogs(logs: ReceiverLogs): void {
    this.#logs = logs;
    this.#blocks = loggedTracker(logs, this.#clock, onStoreError);
  }

  /** Starts a receiver. @returns who stops it */
  startReceiver(receiver: Receiver<unknown>, streamId: number, name: string): ReceiverSupervisor {
    const { storageLevel } = receiver;
    const { blockInterval, blockQueueSize, receiverRestartDelay } = this.#options;
    const supervisor = new ReceiverSupervisor(receiver, {
      clock: this.#clock,
      streamId,
      name,
      blockInterval,
      blockQueueSize,
      receiverRestartDelay,
      rateLimits: this.#rateLimits(),
      addBlock: (block) => this.#addBlock(receiver, streamId, block),
      hasRoom: () => this.#store.hasRoom(storageLevel),
      isOverrun: () => this.#store.isOverrun,
      onEvent: this.#onEvent,
    });
    this.#supervisors.set(streamId, supervisor);
    const rate = this.#rates.get(streamId);
    if (rate !== undefined) supervisor.updateRate(rate);
    supervisor.start();
    return supervisor;
  }

  /** From now on, or from its start, this receiver may store so many records a second. */
  updateRate(streamId: number, ratePerSecond: number): void {
    this.#rates.set(streamId, ratePerSecond);
    this.#supervisors.get(streamId)?.updateRate(ratePerSecond);
  }

  /** What a receiver may store, records a second; undefined before its start. */
  ratePerSecond(streamId: number): number | undefined {
    return this.#supervisors.get(streamId)?.ratePerSecond;
  }

  /** Says to listeners what a source that this one does not run has to tell. */
  tell(event: ReceiverEvent, info: ReceiverInfo): void {
    this.#onEvent(event, info);
  }

  get hasUnallocatedBlocks(): boolean {
    return this.#blocks.hasUnallocatedBlocks;
  }

  /** Gives everything received so far to this batch; with a promise when that is logged first. */
  allocateBlocksToBatch(batchTime: Time): void | Promise<void> {
    for (const supervisor of this.#supervisors.values()) supervisor.flush();
    const allocated = this.#blocks.allocateBlocksToBatch(batchTime);
    return allocated instanceof Promise ? allocated.then(() => undefined) : undefined;
  }

  blocksOf(batchTime: Time, streamId: number): readonly StoredBlock[] {
    return this.#blocks.blocksOf(batchTime, streamId);
  }

  completeBatch(batchTime: Time): void {
    for (const block of this.#blocks.blocksOfBatch(batchTime)) this.#store.completed(block);
    for (const supervisor of this.#supervisors.values()) supervisor.batchCompleted();
  }

  /** Forgets the blocks of batches up to and including `batchTime`. */
  forgetUpTo(batchTime: Time): void {
    const forgotten = this.#blocks.cleanupOldBatches(batchTime + 1);
    for (const block of forgotten) this.#store.remove(block);
    const since = this.#blocks.neededSince(batchTime + 1);
    for (const streamId of new Set(forgotten.map((block) => block.streamId))) {
      void this.#logs
        ?.blocksOf(streamId)
        ?.clean(since)
        .catch(() => {});
    }
  }

  /** Nothing of what was received is kept any more. All receivers must have stopped, and all batches run. */
  close(): void {
    this.#store.close();
  }

  #addBlock(receiver: Receiver<unknown>, streamId: number, block: Block): void | Promise<void> {
    const id = `input-${streamId}-${this.#nextBlock}`;
    this.#nextBlock += 1;
    const level = receiver.storageLevel;
    const log = this.#logs?.blocksOf(streamId);
    const stored =
      log === undefined
        ? this.#store.put(id, streamId, block, level)
        : storeLogged(this.#store, log, this.#clock.now(), { id, streamId, block, level });
    return stored instanceof Promise ? stored.then((each) => this.#track(each)) : this.#track(stored);
  }

  #track(block: StoredBlock): void | Promise<void> {
    const added = this.#blocks.addBlock(block.streamId, block);
    return added instanceof Promise ? added.then((isAdded) => requireAdded(block, isAdded)) : undefined;
  }

  #rateLimits(): RateLimits {
    const { maxRatePerSecond, backPressure } = this.#options;
    return {
      ...(maxRatePerSecond === undefined ? {} : { maxRatePerSecond }),
      ...(backPressure?.enabled === true
        ? { initialRatePerSecond: backPressure.initialRatePerSecond ?? INITIAL_RATE_PER_SECOND }
        : {}),
    };
  }
}

function requireAdded({ id }: StoredBlock, isAdded: boolean): void {
  if (!isAdded) throw new Error(`block ${id} is not in the write-ahead log; it counts as not stored`);
}

function onStoreError(message: string, error: Error): void {
  warn('RECEIVED_DATA', `${message}: ${error.message}`);
}
