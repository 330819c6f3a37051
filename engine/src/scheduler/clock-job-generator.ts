import type { Clock } from '../time/clock.ts';
import type { Time } from '../time/duration.ts';
import { RecurringTimer } from '../time/recurring-timer.ts';
import {
  type BlockAllocator,
  generateBatch,
  type JobGenerator,
  type JobGeneratorParts,
  prepareInputs,
} from './job-generator.ts';

/** A batch at each multiple of batchDuration, by the clock (Spark's rule). */
export class ClockJobGenerator implements JobGenerator {
  readonly #parts: JobGeneratorParts;
  readonly #clock: Clock;
  readonly #blocks: BlockAllocator;
  readonly #timer: RecurringTimer;
  #nextBatch: Time = 0;
  /** The last batch whose inputs are being asked, such as for new files. */
  #preparing: Promise<void> | undefined;
  #isStopped = false;

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
    this.#isStopped = true;
    this.#timer.stop();
  }

  async finish(): Promise<void> {
    this.#timer.stop();
    // What was received since the last batch gets one of its own, now: waiting for the clock gains nothing.
    if (this.#blocks.hasUnallocatedBlocks) this.#generate(this.#nextBatch);
    await this.awaitGenerated();
    await this.#parts.scheduler.awaitIdle();
  }

  batchCompleted(): void {}

  async awaitGenerated(): Promise<void> {
    while (this.#preparing !== undefined) await this.#preparing;
  }

  /** Batches are made in order: one that does not wait for its inputs may still wait for the one before. */
  #generate(batchTime: Time): void {
    this.#nextBatch = batchTime + this.#parts.graph.batchDuration;
    const prepare = (): Promise<void> | undefined => prepareInputs(this.#parts, this.#blocks, batchTime);
    const wait = this.#preparing === undefined ? prepare() : this.#preparing.then(prepare);
    if (wait === undefined) {
      this.#submit(batchTime);
      return;
    }
    const preparing: Promise<void> = wait.then(() => {
      if (this.#preparing === preparing) this.#preparing = undefined;
      this.#submit(batchTime);
    });
    this.#preparing = preparing;
  }

  #submit(batchTime: Time): void {
    if (!this.#isStopped) generateBatch(this.#parts, batchTime, this.#clock.now());
  }
}
