import { hostname } from 'node:os';
import { StreamingError, toError } from '../errors.ts';
import type { Duration } from '../time/duration.ts';
import type { Block } from './block.ts';
import type { BlockGenerator, BlockGeneratorListener } from './block-generator.ts';
import type { Receiver } from './receiver.ts';
import type { ReceiverHost } from './receiver-host.ts';
import type { ReceiverEvent, ReceiverInfo } from './receiver-info.ts';
import { ReceiverIntake, type ReceiverIntakeOptions } from './receiver-intake.ts';

export interface SupervisorOptions extends ReceiverIntakeOptions {
  readonly streamId: number;
  readonly name: string;
  /** Default 2 s. */
  readonly receiverRestartDelay?: Duration | undefined;
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
  readonly #intake: ReceiverIntake;
  #state: State = 'CREATED';
  #onStop: Promise<void> | undefined;
  #ending: Promise<void> | undefined;
  #cancelRestart: (() => void) | undefined;
  #info: ReceiverInfo;

  constructor(receiver: Receiver<unknown>, options: SupervisorOptions) {
    const { streamId, name } = options;
    this.streamId = streamId;
    this.#receiver = receiver;
    this.#options = options;
    this.#intake = new ReceiverIntake(options, (message, error) => this.reportError(message, error));
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
    return this.#intake.ratePerSecond;
  }

  start(): void {
    this.#intake.start();
    this.#startReceiver();
  }

  /** From now on the receiver may store so many records a second. */
  updateRate(ratePerSecond: number): void {
    this.#intake.updateRate(ratePerSecond);
  }

  // For the receiver

  store(record: unknown): boolean {
    return this.#intake.store(record);
  }

  storeBytes(bytes: Uint8Array, numRecords: number): boolean {
    return this.#intake.storeBytes(bytes, numRecords);
  }

  async storeBlock(block: Block): Promise<void> {
    if (this.#intake.isActive) return this.#intake.storeBlock(block);
    throw new StreamingError(
      'RECEIVER_STOPPED',
      `${this.#info.name} is ${this.#state}; a block is stored by a receiver that runs`,
    );
  }

  onDrain(listener: () => void): void {
    this.#intake.onDrain(listener);
  }

  drained(): Promise<void> {
    return this.#intake.drained();
  }

  createBlockGenerator(listener: BlockGeneratorListener): BlockGenerator {
    return this.#intake.createBlockGenerator(listener);
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
    this.#intake.flush();
  }

  /** A batch has run: there may be room again. */
  batchCompleted(): void {
    this.#intake.batchCompleted();
  }

  async #end(message: string, error: Error | undefined): Promise<void> {
    const wasRunning = this.#state === 'RUNNING';
    this.#state = 'STOPPING';
    this.#cancelRestart?.();
    if (error !== undefined) this.reportError(message, error);
    const stopped = wasRunning ? this.#stopReceiver() : this.#onStop;
    if (stopped !== undefined) await stopped;
    await this.#intake.stop();
    this.#state = 'STOPPED';
    this.#info = { ...this.#info, active: false, location: '', executorId: '' };
    this.#options.onEvent('onReceiverStopped', this.#info);
  }

  #startReceiver(): void {
    this.#state = 'RUNNING';
    this.#intake.forgetListeners();
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
