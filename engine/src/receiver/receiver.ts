import { StreamingError } from '../errors.ts';
import type { Push } from '../rdd/job-runner.ts';
import type { Duration } from '../time/duration.ts';

/** What a receiver is given to work with while it runs. */
export interface ReceiverHost {
  readonly isStopped: boolean;
  store(records: readonly unknown[]): boolean;
  storeBytes(bytes: Uint8Array, numRecords: number): boolean;
  onDrain(listener: () => void): void;
  reportError(message: string, error?: Error): void;
  restart(message: string, error?: Error, delayMs?: Duration): void;
  stop(message: string, error?: Error): void;
}

/**
 * Takes records from somewhere. A subclass writes `onStart` and `onStop`; neither may block, and after `onStop`
 * nothing of it may be left running. Stored records are not acknowledged: what is in memory when the process
 * dies is lost.
 */
export abstract class Receiver<T> {
  #host: ReceiverHost | undefined;

  /** Begin to receive. Called again after each restart. */
  abstract onStart(): void;
  /** End it. */
  abstract onStop(): void;

  /** Makes records of what {@link storeBytes} was given. Needed with storeBytes alone. */
  decode(_bytes: Uint8Array, _push: Push<T>): void {
    throw new StreamingError('DECODE_MISSING', 'a receiver that uses storeBytes must have a decode method');
  }

  /**
   * Keeps one record; records of one blockInterval (200 ms) become a block.
   *
   * @returns false: more waits than the bound allows. It is kept all the same; stop reading until {@link onDrain}
   */
  store(record: T): boolean {
    return this.#requireHost().store([record]);
  }

  /** Keeps several records, in order. @returns as {@link store} does */
  storeMultiple(records: readonly T[]): boolean {
    return this.#requireHost().store(records);
  }

  /**
   * Keeps bytes to be decoded where they are used. They may not be changed afterwards.
   *
   * @param numRecords how many records {@link decode} will make of them
   * @returns as {@link store} does
   */
  storeBytes(bytes: Uint8Array, numRecords: number): boolean {
    return this.#requireHost().storeBytes(bytes, numRecords);
  }

  /** Calls `listener` each time there is room again after a `false`. */
  onDrain(listener: () => void): void {
    this.#requireHost().onDrain(listener);
  }

  /** Tells listeners; changes nothing. */
  reportError(message: string, error?: Error): void {
    this.#requireHost().reportError(message, error);
  }

  /** Tells listeners, calls `onStop`, waits (default 2 s), calls `onStart`. Returns at once. */
  restart(message: string, error?: Error, delayMs?: Duration): void {
    this.#requireHost().restart(message, error, delayMs);
  }

  /** Ends it for good. */
  stop(message: string, error?: Error): void {
    this.#requireHost().stop(message, error);
  }

  get isStopped(): boolean {
    return this.#host?.isStopped ?? true;
  }

  /** For the supervisor. */
  attach(host: ReceiverHost): void {
    this.#host = host;
  }

  #requireHost(): ReceiverHost {
    if (this.#host !== undefined) return this.#host;
    throw new StreamingError(
      'RECEIVER_NOT_STARTED',
      'a receiver stores records only once its context has started',
    );
  }
}
