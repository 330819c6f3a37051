import type { Clock } from '../time/clock.ts';
import type { Time } from '../time/duration.ts';
import { RecurringTimer } from '../time/recurring-timer.ts';
import {
  type BlockAllocator,
  generateBatch,
  type JobGenerator,
  type JobGeneratorParts,
} from './job-generator.ts';

/** A batch at each multiple of batchDuration, by the clock (Spark's rule). */
export class ClockJobGenerator implements JobGenerator {
  readonly #parts: JobGeneratorParts;
  readonly #clock: Clock;
  readonly #blocks: BlockAllocator;
  readonly #timer: RecurringTimer;
  #nextBatch: Time = 0;

  constructor(parts: JobGeneratorParts, clock: Clock, blocks: BlockAllocator) {
    this.#parts = parts;
    this.#clock = clock;
    this.#blocks = blocks;
    this.#timer = new RecurringTimer(clock, parts.graph.batchDuration, (time) => this.#generate(time));
  }

  start(): void {
    const { graph } = this.#parts;
    this.#nextBatch = this.#timer.firstTime();
    const zeroTime = this.#nextBatch - graph.batchDuration;
    graph.initialize(zeroTime, zeroTime);
    this.#timer.start(this.#nextBatch);
  }

  stop(): void {
    this.#timer.stop();
  }

  async finish(): Promise<void> {
    this.#timer.stop();
    // What was received since the last batch gets one of its own, now: waiting for the clock gains nothing.
    if (this.#blocks.hasUnallocatedBlocks) this.#generate(this.#nextBatch);
    await this.#parts.scheduler.awaitIdle();
  }

  batchCompleted(): void {}

  #generate(batchTime: Time): void {
    this.#nextBatch = batchTime + this.#parts.graph.batchDuration;
    this.#blocks.allocateBlocksToBatch(batchTime);
    generateBatch(this.#parts, batchTime, this.#clock.now());
  }
}
