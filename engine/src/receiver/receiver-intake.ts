import type { Clock } from '../time/clock.ts';
import type { Duration } from '../time/duration.ts';
import type { Block } from './block.ts';
import { BlockGenerator, type BlockGeneratorListener } from './block-generator.ts';
import { Drain } from './drain.ts';
import type { RateLimits } from './rate-limiter.ts';

export interface ReceiverIntakeOptions {
  readonly clock: Clock;
  readonly blockInterval?: Duration | undefined;
  readonly blockQueueSize?: number | undefined;
  readonly rateLimits?: RateLimits;
  /** Keeps a block; with a promise when that takes its time. */
  readonly addBlock: (block: Block) => void | Promise<void>;
  /** Whether what waits is within its bounds. */
  readonly hasRoom: () => boolean;
  /** Whether so much waits that nothing more is taken. */
  readonly isOverrun: () => boolean;
}

/** Takes what one receiver stores, and says when it must wait. */
export class ReceiverIntake {
  readonly #options: ReceiverIntakeOptions;
  readonly #reportError: (message: string, error?: Error) => void;
  readonly #generator: BlockGenerator;
  readonly #generators: BlockGenerator[] = [];
  readonly #storing = new Set<Promise<void>>();
  readonly #drain: Drain;
  /** Records that were refused since the receiver was last let go on. */
  #numRefused = 0;

  constructor(options: ReceiverIntakeOptions, reportError: (message: string, error?: Error) => void) {
    this.#options = options;
    this.#reportError = reportError;
    this.#drain = new Drain(options.clock, () => this.#wait());
    this.#generator = this.#makeGenerator({
      onPushBlock: (block) => options.addBlock(block),
      onError: reportError,
    });
  }

  /** Whether it takes anything. */
  get isActive(): boolean {
    return this.#generator.isActive;
  }

  /** Infinity: no limit. */
  get ratePerSecond(): number {
    return this.#generator.limiter.ratePerSecond;
  }

  /** From now on all block generators take so many records a second. */
  updateRate(ratePerSecond: number): void {
    for (const { limiter } of this.#generators) limiter.updateRate(ratePerSecond);
  }

  start(): void {
    for (const generator of this.#generators) generator.start();
  }

  /** Takes nothing more. Resolves when all that was stored is kept. */
  async stop(): Promise<void> {
    await Promise.all(this.#generators.map((generator) => generator.stop()));
    await Promise.allSettled(this.#storing);
    this.#drain.stop();
  }

  store(record: unknown): boolean {
    if (!this.isActive || this.#refuses(1)) return false;
    return this.#mayReadOn(this.#generator.add(record));
  }

  storeBytes(bytes: Uint8Array, numRecords: number): boolean {
    if (!this.isActive || this.#refuses(numRecords)) return false;
    return this.#mayReadOn(this.#generator.addBytes(bytes, numRecords));
  }

  async storeBlock(block: Block): Promise<void> {
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

  /** The receiver has been stopped: what it listens for is not wanted any more. */
  forgetListeners(): void {
    this.#drain.forget();
  }

  createBlockGenerator(listener: BlockGeneratorListener): BlockGenerator {
    // A receiver may make one at each of its starts.
    const stopped = this.#generators.findIndex(({ isStopped }) => isStopped);
    if (stopped !== -1) this.#generators.splice(stopped, 1);
    const generator = this.#makeGenerator(listener);
    generator.limiter.updateRate(this.ratePerSecond);
    if (this.isActive) generator.start();
    return generator;
  }

  /** Makes a block of what is there, for the batch that is due. */
  flush(): void {
    for (const generator of this.#generators) generator.flush();
  }

  /** A batch has run: there may be room again. */
  batchCompleted(): void {
    this.#drain.check();
  }

  /** How long the receiver is to wait, ms; undefined: until something else changes. */
  #wait(): Duration | undefined {
    if (!this.#options.hasRoom() || this.#generators.some(({ isFull }) => isFull)) return undefined;
    return Math.max(...this.#generators.map(({ limiter }) => limiter.wait));
  }

  #mayReadOn(wait: Duration): boolean {
    if (wait > 0 || !this.#options.hasRoom() || this.#generator.isFull) {
      this.#drain.arm();
      return false;
    }
    if (this.#numRefused > 0) {
      this.#reportError(`${this.#numRefused} records were refused, because the receiver did not wait`);
      this.#numRefused = 0;
    }
    return true;
  }

  /** Whether the receiver goes on storing although it was told to wait, so that memory would fill up. */
  #refuses(numRecords: number): boolean {
    if (!this.#drain.isArmed || !(this.#generator.isOverrun || this.#options.isOverrun())) return false;
    if (this.#numRefused === 0) {
      const rule = 'store has said false for long, and it must wait until drained';
      this.#reportError(`Records are refused: ${rule}`);
    }
    this.#numRefused += numRecords;
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
}
