import { StreamingError } from '../errors.ts';
import type { Push } from '../rdd/job-runner.ts';
import type { StorageLevel } from '../rdd/storage-level.ts';
import type { Duration } from '../time/duration.ts';
import type { BlockGenerator, BlockGeneratorListener } from './block-generator.ts';
import { RECEIVER_STORAGE_LEVEL } from './block-store.ts';
import type { ReceiverHost } from './receiver-host.ts';

/**
 * Takes records from somewhere. A subclass writes `onStart` and `onStop`; neither may block, and after `onStop`
 * nothing of it may be left running.
 *
 *     store(record)              buffered, false: wait          a source that cannot send again (unreliable)
 *     storeMultiple(records)     a block, resolves when safe    a source that is told what has arrived (reliable)
 *
 * No form blocks the thread: above the rate, or when more waits than the bounds allow, `store` says false, and the
 * promises resolve later. What was stored is kept all the same.
 */
export abstract class Receiver<T> {
  readonly storageLevel: StorageLevel;
  #host: ReceiverHost | undefined;

  /** @param storageLevel where blocks are kept; default MEMORY_ONLY: when memory is full the source waits */
  constructor(storageLevel: StorageLevel = RECEIVER_STORAGE_LEVEL) {
    this.storageLevel = storageLevel;
  }

  /** Begin to receive. Called again after each restart. What it throws, or rejects with, is a reason to restart. */
  abstract onStart(): void | Promise<void>;
  /** End it. What it stores until its promise resolves is kept; a graceful stop waits for that. */
  abstract onStop(): void | Promise<void>;

  /** Makes records of bytes that were stored. Needed with storeBytes and storeByteBlock alone. */
  decode(_bytes: Uint8Array, _push: Push<T>): void {
    throw new StreamingError('DECODE_MISSING', 'a receiver that stores bytes must have a decode method');
  }

  // Buffered

  /**
   * Keeps one record; records of one blockInterval (200 ms) become a block.
   *
   * @returns false: too fast, or more waits than the bounds allow. Wait for {@link drained} or {@link onDrain}
   */
  store(record: T): boolean {
    return this.#requireHost().store(record);
  }

  /**
   * Keeps bytes to be decoded where they are used; those of one blockInterval are put together. They may not be
   * changed afterwards.
   *
   * @param numRecords how many records {@link decode} will make of them
   * @returns as {@link store} does
   */
  storeBytes(bytes: Uint8Array, numRecords: number): boolean {
    return this.#requireHost().storeBytes(bytes, numRecords);
  }

  /** Calls `listener` each time that it may go on after a `false`. Forgotten at a restart. */
  onDrain(listener: () => void): void {
    this.#requireHost().onDrain(listener);
  }

  /** Resolves when it may go on, or at its stop: `if (!this.store(record)) await this.drained();` */
  drained(): Promise<void> {
    return this.#requireHost().drained();
  }

  // Whole blocks

  /**
   * Keeps several records as one block, in order.
   *
   * @param metadata told in the batch's input info, such as where in its source it stands
   * @returns resolves when the block is safe (in the write-ahead log, if there is one) and more may come; rejects
   *   when it could not be kept
   */
  async storeMultiple(records: Iterable<T>, metadata?: unknown): Promise<void> {
    const list = Array.isArray(records) ? (records as readonly T[]) : [...records];
    if (list.length === 0) return;
    await this.#requireHost().storeBlock({ numRecords: list.length, content: { records: list }, metadata });
  }

  /**
   * Keeps bytes as one block, to be decoded where they are used.
   *
   * @param options.numRecords how many records they are; unknown unless told, and then missing from the input rate
   * @returns as {@link storeMultiple} does
   */
  async storeByteBlock(
    bytes: Uint8Array,
    { numRecords, metadata }: { readonly numRecords?: number; readonly metadata?: unknown } = {},
  ): Promise<void> {
    await this.#requireHost().storeBlock({ numRecords, content: { bytes }, metadata });
  }

  /** One more buffer, with a say in when a block begins and ends; the context starts, limits and stops it. */
  createBlockGenerator(listener: BlockGeneratorListener): BlockGenerator {
    return this.#requireHost().createBlockGenerator(listener);
  }

  // Life

  /** Tells listeners; changes nothing. */
  reportError(message: string, error?: Error): void {
    this.#requireHost().reportError(message, error);
  }

  /** Tells listeners, calls `onStop`, waits (default 2 s), calls `onStart`. Returns at once. */
  restart(message: string, error?: Error, delayMs?: Duration): void {
    this.#requireHost().restart(message, error, delayMs);
  }

  /** Ends it for good. Returns at once. */
  stop(message: string, error?: Error): void {
    this.#requireHost().stop(message, error);
  }

  /** Between onStart and onStop. */
  get isStarted(): boolean {
    return this.#host?.isStarted ?? false;
  }

  get isStopped(): boolean {
    return this.#host?.isStopped ?? true;
  }

  /** Which of the context's inputs it feeds; 0 for the first. */
  get streamId(): number {
    return this.#requireHost().streamId;
  }

  /** For the supervisor. @throws {StreamingError} `RECEIVER_IN_USE` */
  attach(host: ReceiverHost): void {
    if (this.isStarted) {
      throw new StreamingError(
        'RECEIVER_IN_USE',
        `${this.constructor.name} feeds stream ${this.#host?.streamId} already; a receiver feeds one stream at a time`,
        { fix: 'Make a receiver for each stream, or use one stream twice.' },
      );
    }
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
