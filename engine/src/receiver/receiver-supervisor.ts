import { toError } from '../errors.ts';
import type { Clock } from '../time/clock.ts';
import type { Duration } from '../time/duration.ts';
import type { Block } from './block.ts';
import { BlockGenerator } from './block-generator.ts';
import type { Receiver, ReceiverHost } from './receiver.ts';
import type { ReceiverEvent, ReceiverInfo } from './receiver-info.ts';

export interface SupervisorOptions {
  readonly clock: Clock;
  readonly streamId: number;
  readonly name: string;
  /** Default 200 ms. */
  readonly blockInterval?: Duration;
  /** Keeps a block. @returns whether the receiver may read on */
  readonly addBlock: (block: Block) => void;
  /** Whether what waits is within its bounds. */
  readonly hasRoom: () => boolean;
  readonly onEvent: (event: ReceiverEvent, info: ReceiverInfo) => void;
}

/** Spark's `spark.streaming.receiverRestartDelay`. */
const RESTART_DELAY_MS = 2000;

/**
 * Starts a receiver, starts it anew when it asks for it, and ends it.
 *
 *     start ──▶ RUNNING ◀──2 s── RESTARTING
 *                  │ ──restart()──▶ │
 *                  └────stop()──────┴──▶ STOPPED
 */
export class ReceiverSupervisor implements ReceiverHost {
  readonly #receiver: Receiver<unknown>;
  readonly #options: SupervisorOptions;
  readonly #generator: BlockGenerator;
  readonly #drainListeners = new Set<() => void>();
  #state: 'CREATED' | 'RUNNING' | 'RESTARTING' | 'STOPPED' = 'CREATED';
  #cancelRestart: (() => void) | undefined;
  #mustDrain = false;
  #info: ReceiverInfo;

  constructor(receiver: Receiver<unknown>, options: SupervisorOptions) {
    const { clock, streamId, name, blockInterval = 200, addBlock } = options;
    this.#receiver = receiver;
    this.#options = options;
    this.#generator = new BlockGenerator(clock, blockInterval, addBlock);
    this.#info = {
      streamId,
      name,
      active: false,
      lastErrorMessage: '',
      lastError: '',
      lastErrorTime: -1,
    };
    receiver.attach(this);
  }

  get isStopped(): boolean {
    return this.#state !== 'RUNNING';
  }

  start(): void {
    this.#generator.start();
    this.#startReceiver();
  }

  store(records: readonly unknown[]): boolean {
    if (this.#state === 'STOPPED') return false;
    this.#generator.add(records);
    return this.#mayReadOn();
  }

  storeBytes(bytes: Uint8Array, numRecords: number): boolean {
    if (this.#state === 'STOPPED') return false;
    this.#generator.addBytes(bytes, numRecords);
    return this.#mayReadOn();
  }

  onDrain(listener: () => void): void {
    this.#drainListeners.add(listener);
  }

  reportError(message: string, error?: Error): void {
    this.#info = {
      ...this.#info,
      lastErrorMessage: message,
      lastError: error?.stack ?? '',
      lastErrorTime: this.#options.clock.now(),
    };
    this.#options.onEvent('onReceiverError', this.#info);
  }

  restart(message: string, error?: Error, delayMs: Duration = RESTART_DELAY_MS): void {
    if (this.#state !== 'RUNNING') return;
    this.#state = 'RESTARTING';
    this.reportError(message, error);
    this.#stopReceiver();
    const { clock } = this.#options;
    this.#cancelRestart = clock.at(clock.now() + delayMs, () => this.#startReceiver());
  }

  stop(message: string, error?: Error): void {
    if (this.#state === 'STOPPED') return;
    const wasRunning = this.#state === 'RUNNING';
    this.#state = 'STOPPED';
    this.#cancelRestart?.();
    if (error !== undefined) this.reportError(message, error);
    if (wasRunning) this.#stopReceiver();
    this.#generator.stop();
    this.#drainListeners.clear();
    this.#info = { ...this.#info, active: false };
    this.#options.onEvent('onReceiverStopped', this.#info);
  }

  /** Makes a block of what is there, for the batch that is due. */
  flush(): void {
    this.#generator.flush();
  }

  /** A batch has run: there may be room again. */
  drained(): void {
    if (!this.#mustDrain || !this.#options.hasRoom()) return;
    this.#mustDrain = false;
    for (const listener of this.#drainListeners) listener();
  }

  #mayReadOn(): boolean {
    this.#mustDrain = !this.#options.hasRoom();
    return !this.#mustDrain;
  }

  #startReceiver(): void {
    this.#state = 'RUNNING';
    this.#drainListeners.clear();
    this.#info = { ...this.#info, active: true };
    this.#options.onEvent('onReceiverStarted', this.#info);
    try {
      this.#receiver.onStart();
    } catch (thrown) {
      this.restart('Error starting receiver', toError(thrown));
    }
  }

  #stopReceiver(): void {
    try {
      this.#receiver.onStop();
    } catch (thrown) {
      this.reportError('Error stopping receiver', toError(thrown));
    }
  }
}
