import { hostname } from 'node:os';
import { StreamingError, toError } from '../errors.ts';
import type { Clock } from '../time/clock.ts';
import type { Duration } from '../time/duration.ts';
import type { Block } from './block.ts';
import { BlockGenerator, type BlockGeneratorListener } from './block-generator.ts';
import { Drain } from './drain.ts';
import type { RateLimits } from './rate-limiter.ts';
import type { Receiver } from './receiver.ts';
import type { ReceiverHost } from './receiver-host.ts';
import type { ReceiverEvent, ReceiverInfo } from './receiver-info.ts';

export interface SupervisorOptions {
  readonly clock: Clock;
  readonly streamId: number;
  readonly name: string;
  readonly blockInterval?: Duration | undefined;
  readonly blockQueueSize?: number | undefined;
  readonly receiverRestartDelay?: Duration | undefined;
  readonly rateLimits?: RateLimits;
  /** Keeps a block; with a promise when that takes its time. */
  readonly addBlock: (block: Block) => void | Promise<void>;
  /** Whether what waits is within its bounds. */
  readonly hasRoom: () => boolean;
  /** Whether so much waits that nothing more is taken. */
  readonly isOverrun: () => boolean;
  readonly onEvent: (event: ReceiverEvent, info: ReceiverInfo) => void;
}

type State = 'CREATED' | 'RUNNING' | 'RESTARTING' | 'STOPPING' | 'STOPPED';

/**
 * Starts a receiver, starts it anew when it asks for it, and ends it.
 *
 *     start ──▶ RUNNING ◀──2 s── RESTARTING
 *                  │ ──restart()──▶ │
 *                  └────stop()──────┴──▶ STOPPING ──onStop, last block──▶ STOPPED
 */
export class ReceiverSupervisor implements ReceiverHost {
  readonly streamId: number;
  readonly #receiver: Receiver<unknown>;
  readonly #options: SupervisorOptions;
  readonly #generator: BlockGenerator;
  readonly #generators: BlockGenerator[] = [];
  readonly #storing = new Set<Promise<void>>();
  readonly #drain: Drain;
  #state: State = 'CREATED';
  /** Records that were refused since the receiver was last let go on. */
  #numRefused = 0;
  #onStop: Promise<void> | undefined;
  #ending: Promise<void> | undefined;
  #cancelRestart: (() => void) | undefined;
  #info: ReceiverInfo;

  constructor(receiver: Receiver<unknown>, options: SupervisorOptions) {
    const { clock, streamId, name, addBlock } = options;
    this.streamId = streamId;
    this.#receiver = receiver;
    this.#options = options;
    this.#drain = new Drain(clock, () => this.#wait());
    this.#generator = this.#makeGenerator({
      onPushBlock: (block) => addBlock(block),
      onError: (message, error) => this.reportError(message, error),
    });
    this.#info = {
      streamId,
      name,
      active: false,
      location: '',
      executorId: '',
      lastErrorMessage: '',
      lastError: '',
      lastErrorTime: -1,
    };
    receiver.attach(this);
  }

  get isStarted(): boolean {
    return this.#state === 'RUNNING';
  }

  get isStopped(): boolean {
    return this.#state !== 'RUNNING';
  }

  /** Infinity: no limit. */
  get ratePerSecond(): number {
    return this.#generator.limiter.ratePerSecond;
  }

  start(): void {
    for (const generator of this.#generators) generator.start();
    this.#startReceiver();
  }

  /** From now on the receiver, all its block generators, may store so many records a second. */
  updateRate(ratePerSecond: number): void {
    for (const { limiter } of this.#generators) limiter.updateRate(ratePerSecond);
  }

  // For the receiver

  store(record: unknown): boolean {
    if (!this.#generator.isActive || this.#refuses(1)) return false;
    return this.#mayReadOn(this.#generator.add(record));
  }

  storeBytes(bytes: Uint8Array, numRecords: number): boolean {
    if (!this.#generator.isActive || this.#refuses(numRecords)) return false;
    return this.#mayReadOn(this.#generator.addBytes(bytes, numRecords));
  }

  async storeBlock(block: Block): Promise<void> {
    if (!this.#generator.isActive) {
      throw new StreamingError(
        'RECEIVER_STOPPED',
        `${this.#info.name} is ${this.#state}; a block is stored by a receiver that runs`,
      );
    }
    // What was buffered before comes before it.
    this.#generator.flush();
    const added = this.#options.addBlock(block);
    if (added !== undefined) {
      this.#storing.add(added);
      await added.finally(() => this.#storing.delete(added));
    }
    if (!this.#mayReadOn(this.#generator.limiter.take(block.numRecords ?? 0))) await this.drained();
  }

  onDrain(listener: () => void): void {
    this.#drain.onDrain(listener);
  }

  drained(): Promise<void> {
    return this.#drain.drained();
  }

  createBlockGenerator(listener: BlockGeneratorListener): BlockGenerator {
    // A receiver may make one at each of its starts.
    const stopped = this.#generators.findIndex(({ isStopped }) => isStopped);
    if (stopped !== -1) this.#generators.splice(stopped, 1);
    const generator = this.#makeGenerator(listener);
    generator.limiter.updateRate(this.ratePerSecond);
    if (this.#generator.isActive) generator.start();
    return generator;
  }

  reportError(message: string, error?: Error): void {
    const lastErrorTime = this.#options.clock.now();
    this.#info = { ...this.#info, lastErrorMessage: message, lastError: error?.stack ?? '', lastErrorTime };
    this.#options.onEvent('onReceiverError', this.#info);
  }

  restart(message: string, error?: Error, delayMs?: Duration): void {
    if (this.#state !== 'RUNNING') return;
    this.#state = 'RESTARTING';
    this.reportError(message, error);
    const { clock, receiverRestartDelay = 2000 } = this.#options;
    const wait = (): void => {
      if (this.#state !== 'RESTARTING') return;
      const startTime = clock.now() + (delayMs ?? receiverRestartDelay);
      this.#cancelRestart = clock.at(startTime, () => this.#startReceiver());
    };
    const stopped = this.#stopReceiver();
    if (stopped === undefined) wait();
    else void stopped.then(wait);
  }

  stop(message: string, error?: Error): void {
    void this.end(message, error);
  }

  // For the tracker

  /** Ends it. Resolves when onStop is done and all that was stored is kept. */
  end(message: string, error?: Error): Promise<void> {
    this.#ending ??= this.#end(message, error);
    return this.#ending;
  }

  /** Makes a block of what is there, for the batch that is due. */
  flush(): void {
    for (const generator of this.#generators) generator.flush();
  }

  /** A batch has run: there may be room again. */
  batchCompleted(): void {
    this.#drain.check();
  }

  async #end(message: string, error: Error | undefined): Promise<void> {
    const wasRunning = this.#state === 'RUNNING';
    this.#state = 'STOPPING';
    this.#cancelRestart?.();
    if (error !== undefined) this.reportError(message, error);
    const stopped = wasRunning ? this.#stopReceiver() : this.#onStop;
    if (stopped !== undefined) await stopped;
    await Promise.all(this.#generators.map((generator) => generator.stop()));
    await Promise.allSettled(this.#storing);
    this.#state = 'STOPPED';
    this.#drain.stop();
    this.#info = { ...this.#info, active: false, location: '', executorId: '' };
    this.#options.onEvent('onReceiverStopped', this.#info);
  }

  /** How long the receiver is to wait, ms; undefined: until something else changes. */
  #wait(): Duration | undefined {
    if (!this.#options.hasRoom() || this.#generators.some(({ isFull }) => isFull)) return undefined;
    return Math.max(...this.#generators.map(({ limiter }) => limiter.wait));
  }

  /** Whether the receiver goes on storing although it was told to wait, so that memory would fill up. */
  #refuses(numRecords: number): boolean {
    if (!this.#drain.isArmed || !(this.#generator.isOverrun || this.#options.isOverrun())) return false;
    if (this.#numRefused === 0) {
      const rule = 'store has said false for long, and it must wait until drained';
      this.reportError(`Records are refused: ${rule}`);
    }
    this.#numRefused += numRecords;
    return true;
  }

  #mayReadOn(wait: Duration): boolean {
    if (wait === 0 && this.#options.hasRoom() && !this.#generator.isFull) return this.#goesOn();
    this.#drain.arm();
    return false;
  }

  #goesOn(): true {
    if (this.#numRefused > 0) {
      this.reportError(`${this.#numRefused} records were refused, because the receiver did not wait`);
      this.#numRefused = 0;
    }
    return true;
  }

  #makeGenerator(listener: BlockGeneratorListener): BlockGenerator {
    const { clock, blockInterval, blockQueueSize, rateLimits } = this.#options;
    const generator = new BlockGenerator(listener, {
      ...rateLimits,
      clock,
      ...(blockInterval === undefined ? {} : { blockInterval }),
      ...(blockQueueSize === undefined ? {} : { blockQueueSize }),
      onQueueDrained: () => this.#drain.check(),
    });
    this.#generators.push(generator);
    return generator;
  }

  #startReceiver(): void {
    this.#state = 'RUNNING';
    this.#drain.forget();
    this.#info = { ...this.#info, active: true, location: hostname(), executorId: 'driver' };
    this.#options.onEvent('onReceiverStarted', this.#info);
    const onError = (thrown: unknown): void => this.restart('Error starting receiver', toError(thrown));
    try {
      const started = this.#receiver.onStart();
      if (started instanceof Promise) started.catch(onError);
    } catch (thrown) {
      onError(thrown);
    }
  }

  /** @returns undefined when it is done already */
  #stopReceiver(): Promise<void> | undefined {
    const onError = (thrown: unknown): void => this.reportError('Error stopping receiver', toError(thrown));
    try {
      const stopped = this.#receiver.onStop();
      this.#onStop = stopped instanceof Promise ? stopped.catch(onError) : undefined;
    } catch (thrown) {
      this.#onStop = undefined;
      onError(thrown);
    }
    return this.#onStop;
  }
}
