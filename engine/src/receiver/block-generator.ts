import { StreamingError, toError } from '../errors.ts';
import type { Clock } from '../time/clock.ts';
import type { Duration } from '../time/duration.ts';
import { RecurringTimer } from '../time/recurring-timer.ts';
import { BLOCK_BYTES, BLOCK_RECORDS, type Block } from './block.ts';
import { RateLimiter, type RateLimits } from './rate-limiter.ts';

/** What is told of what goes through a {@link BlockGenerator}, in this order for each record and block. */
export interface BlockGeneratorListener {
  /** A record has gone into the block that is being filled. */
  onAddData?(record: unknown, metadata: unknown): void;
  /** A block is full, or its time is over. `number` counts the generator's blocks from 0. */
  onGenerateBlock?(number: number): void;
  /** Keeps a block safe. If it gives a promise, the next block waits for it. */
  onPushBlock(block: Block, number: number): unknown;
  /** What onPushBlock threw; that block is lost. */
  onError(message: string, error: Error): void;
}

export interface BlockGeneratorOptions extends RateLimits {
  readonly clock: Clock;
  /** Default 200 ms. */
  readonly blockInterval?: Duration;
  /** Blocks that may wait to be pushed; default 10. */
  readonly blockQueueSize?: number;
  /** The queue is not full any more. */
  readonly onQueueDrained?: () => void;
}

/** How many times its bound the queue may hold before records are refused. */
const OVERRUN = 4;

type State = 'INITIALIZED' | 'ACTIVE' | 'STOPPED_ADDING_DATA' | 'STOPPED_GENERATING_BLOCKS' | 'STOPPED_ALL';

/**
 * Gathers what a receiver stores into blocks: one each blockInterval, sooner when it is full, none when empty; and
 * pushes them, one after another.
 *
 *     add ─▶ buffer ──blockInterval──▶ queue (10) ─▶ onPushBlock
 *
 *     ACTIVE ─▶ STOPPED_ADDING_DATA ─▶ STOPPED_GENERATING_BLOCKS ─▶ STOPPED_ALL
 */
export class BlockGenerator {
  readonly #listener: BlockGeneratorListener;
  readonly #queueSize: number;
  readonly #onQueueDrained: () => void;
  readonly #timer: RecurringTimer;
  readonly #limiter: RateLimiter;
  readonly #queue: { readonly block: Block; readonly number: number }[] = [];
  #pushing: Promise<void> | undefined;
  #state: State = 'INITIALIZED';
  #numBlocks = 0;
  #records: unknown[] = [];
  #bytes: Uint8Array[] = [];
  #numBytes = 0;
  #numByteRecords = 0;

  constructor(listener: BlockGeneratorListener, options: BlockGeneratorOptions) {
    const { clock, blockInterval = 200, blockQueueSize = 10, onQueueDrained = () => {} } = options;
    this.#listener = listener;
    this.#queueSize = blockQueueSize;
    this.#onQueueDrained = onQueueDrained;
    this.#limiter = new RateLimiter(clock, options);
    this.#timer = new RecurringTimer(clock, blockInterval, () => this.flush());
  }

  get state(): State {
    return this.#state;
  }

  get isActive(): boolean {
    return this.#state === 'ACTIVE';
  }

  /** Whether all that was added has been pushed and nothing more may come. */
  get isStopped(): boolean {
    return this.#state === 'STOPPED_ALL';
  }

  /** Whether as many blocks wait to be pushed as may. */
  get isFull(): boolean {
    return this.#queue.length >= this.#queueSize;
  }

  /** Whether far more wait, because somebody went on who was told to wait. */
  get isOverrun(): boolean {
    return this.#queue.length >= OVERRUN * this.#queueSize;
  }

  get limiter(): RateLimiter {
    return this.#limiter;
  }

  start(): void {
    this.#require('INITIALIZED', 'start');
    this.#state = 'ACTIVE';
    this.#timer.start();
  }

  /** Takes nothing more, makes the last block, and waits until all are pushed. */
  async stop(): Promise<void> {
    if (this.#state === 'ACTIVE') {
      this.#state = 'STOPPED_ADDING_DATA';
      this.#timer.stop();
      this.flush();
      this.#state = 'STOPPED_GENERATING_BLOCKS';
    }
    while (this.#pushing !== undefined) await this.#pushing;
    this.#state = 'STOPPED_ALL';
  }

  /**
   * Takes one record.
   *
   * @returns how long to wait before the next, ms; 0: go on
   * @throws {StreamingError} `BLOCK_GENERATOR_STOPPED` unless it is active
   */
  add(record: unknown, metadata?: unknown): Duration {
    this.#require('ACTIVE', 'add');
    if (this.#bytes.length > 0) this.flush();
    this.#records.push(record);
    this.#listener.onAddData?.(record, metadata);
    if (this.#records.length >= BLOCK_RECORDS) this.flush();
    return this.#limiter.take(1);
  }

  /** Takes bytes that are `numRecords` records, to be put together with their neighbours. Otherwise like {@link add}. */
  addBytes(bytes: Uint8Array, numRecords: number): Duration {
    this.#require('ACTIVE', 'add');
    if (this.#records.length > 0) this.flush();
    this.#bytes.push(bytes);
    this.#numBytes += bytes.byteLength;
    this.#numByteRecords += numRecords;
    if (this.#numBytes >= BLOCK_BYTES) this.flush();
    return this.#limiter.take(numRecords);
  }

  /** Makes a block now of what is there. */
  flush(): void {
    if (this.#records.length > 0) {
      const records = this.#records;
      this.#records = [];
      this.#push({ numRecords: records.length, content: { records } });
    } else if (this.#bytes.length > 0) {
      const bytes = Buffer.concat(this.#bytes, this.#numBytes);
      const numRecords = this.#numByteRecords;
      this.#bytes = [];
      this.#numBytes = 0;
      this.#numByteRecords = 0;
      this.#push({ numRecords, content: { bytes } });
    }
  }

  #push(block: Block): void {
    const number = this.#numBlocks;
    this.#numBlocks += 1;
    this.#listener.onGenerateBlock?.(number);
    this.#queue.push({ block, number });
    if (this.#pushing === undefined) this.#pushAll();
  }

  /** Pushes what waits, at once as far as no push takes its time: a batch that is due finds it. */
  #pushAll(): void {
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      let pushed: unknown;
      try {
        pushed = this.#listener.onPushBlock(next.block, next.number);
      } catch (thrown) {
        this.#onError(thrown);
      }
      if (!(pushed instanceof Promise)) continue;
      this.#pushing = pushed.catch((thrown: unknown) => this.#onError(thrown)).then(() => this.#pushRest());
      return;
    }
  }

  #pushRest(): void {
    const wasFull = this.isFull;
    this.#pushing = undefined;
    this.#pushAll();
    if (wasFull && !this.isFull) this.#onQueueDrained();
  }

  #onError(thrown: unknown): void {
    this.#listener.onError('Error pushing a block', toError(thrown));
  }

  #require(state: State, action: string): void {
    if (this.#state === state) return;
    throw new StreamingError(
      'BLOCK_GENERATOR_STOPPED',
      `the block generator is ${this.#state}; ${action} needs one that is ${state}`,
    );
  }
}
