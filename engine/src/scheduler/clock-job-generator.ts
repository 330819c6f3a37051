import { warn } from '../receiver/warn.ts';
import type { Clock } from '../time/clock.ts';
import type { Time } from '../time/duration.ts';
import { firstBatch } from './batch-times.ts';
import {
  type BlockAllocator,
  generateBatch,
  type JobGenerator,
  type JobGeneratorParts,
  prepareInputs,
} from './job-generator.ts';
import type { Recovery } from './recovery.ts';

/** Batches that may be made and not completed; beyond it the clock's ticks wait, and are caught up one by one. */
const MOST_UNFINISHED = 1000;

/** A batch at each multiple of batchDuration, by the clock (Spark's rule). */
export class ClockJobGenerator implements JobGenerator {
  readonly #parts: JobGeneratorParts;
  readonly #clock: Clock;
  readonly #blocks: BlockAllocator;
  /** Batches of an earlier life that are made before the clock's. */
  #rescheduled: Time[] = [];
  /** The batches before this one are left out, once the rescheduled ones have run. */
  #jumpTo: Time | undefined;
  #nextBatch: Time = 0;
  #cancelTimer: (() => void) | undefined;
  /** The last batch whose inputs are being asked, such as for new files. */
  #preparing: Promise<void> | undefined;
  #numPreparing = 0;
  #hasWarned = false;
  #isFinishing = false;
  #isStopped = false;

  constructor(parts: JobGeneratorParts, clock: Clock, blocks: BlockAllocator) {
    this.#parts = parts;
    this.#clock = clock;
    this.#blocks = blocks;
  }

  start(): void {
    const { graph, recovery } = this.#parts;
    const { zeroTime, firstBatchTime } = firstBatch(this.#clock.now(), graph.batchDuration);
    this.#nextBatch = firstBatchTime;
    if (recovery === undefined) graph.initialize(zeroTime, zeroTime);
    else this.#resume(recovery, firstBatchTime);
  }

  /** Makes what is due already and waits for the rest. */
  goOn(): void {
    this.#makeDue();
    this.#armTimer();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelTimer?.();
  }

  async finish(): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#isFinishing = true;
    // What was received since the last batch gets one of its own, now: waiting for the clock gains nothing.
    if (this.#blocks.hasUnallocatedBlocks) this.#make(this.#nextBatch);
    await this.awaitGenerated();
    await this.#parts.scheduler.awaitIdle();
  }

  batchCompleted(): void {
    if (this.#cancelTimer !== undefined || this.#isStopped || this.#isFinishing) return;
    this.#makeDue();
    this.#armTimer();
  }

  async awaitGenerated(): Promise<void> {
    while (this.#preparing !== undefined) await this.#preparing;
  }

  #resume({ checkpoint, missedBatches }: Recovery, restartTime: Time): void {
    const { graph } = this.#parts;
    const { batchDuration } = graph;
    graph.initialize(checkpoint.zeroTime, checkpoint.alignTime);
    const pendingTimes = checkpoint.pendingBatches.map(({ batchTime }) => batchTime);
    this.#rescheduled = pendingTimes.filter((time) => time < restartTime).sort((a, b) => a - b);
    const firstMissed = checkpoint.batchTime + batchDuration;
    if (firstMissed >= restartTime) {
      // A graceful stop has run its last batch early, or the clock went back: no batch is made twice.
      const pendingLater = pendingTimes.filter((time) => time >= restartTime);
      this.#nextBatch = Math.min(firstMissed, ...pendingLater);
      if (this.#nextBatch > restartTime + batchDuration) warnOfClock(restartTime, this.#nextBatch);
      return;
    }
    this.#nextBatch = firstMissed;
    if (missedBatches === 'skip') this.#jumpTo = restartTime;
    else if (missedBatches === 'merge') this.#jumpTo = restartTime - batchDuration;
  }

  #armTimer(): void {
    if (this.#isStopped || this.#isFinishing || this.#hasToWait()) return;
    this.#cancelTimer = this.#clock.at(this.#nextBatch, () => {
      this.#cancelTimer = undefined;
      this.goOn();
    });
  }

  /** Whether nothing can be made before a batch has completed. */
  #hasToWait(): boolean {
    const isFull = this.#parts.scheduler.numUnfinished + this.#numPreparing >= MOST_UNFINISHED;
    return isFull || this.#rescheduled.length > 0 || this.#jumpTo !== undefined;
  }

  #makeDue(): void {
    while (!this.#isStopped && !this.#isFinishing) {
      const numUnfinished = this.#parts.scheduler.numUnfinished + this.#numPreparing;
      const isDue = this.#rescheduled.length > 0 || this.#nextBatch <= this.#clock.now();
      if (!isDue) return;
      if (numUnfinished >= MOST_UNFINISHED) {
        this.#warnOfBacklog();
        return;
      }
      const rescheduled = this.#rescheduled.shift();
      if (rescheduled !== undefined) {
        this.#make(rescheduled);
      } else if (this.#jumpTo !== undefined) {
        // States are what the batches before have made of them.
        if (numUnfinished > 0) return;
        this.#jump(this.#jumpTo);
      } else {
        const batchTime = this.#nextBatch;
        this.#nextBatch += this.#parts.graph.batchDuration;
        this.#make(batchTime);
      }
    }
  }

  #jump(batchTime: Time): void {
    this.#jumpTo = undefined;
    if (batchTime > this.#nextBatch) this.#parts.graph.jumpTo(batchTime - this.#parts.graph.batchDuration);
    this.#nextBatch = batchTime;
  }

  /** Batches are made in order: one that does not wait for its inputs may still wait for the one before. */
  #make(batchTime: Time): void {
    const prepare = (): Promise<void> | undefined => prepareInputs(this.#parts, this.#blocks, batchTime);
    const wait = this.#preparing === undefined ? prepare() : this.#preparing.then(prepare);
    if (wait === undefined) {
      this.#submit(batchTime);
      return;
    }
    this.#numPreparing += 1;
    const preparing: Promise<void> = wait.then(() => {
      this.#numPreparing -= 1;
      if (this.#preparing === preparing) this.#preparing = undefined;
      this.#submit(batchTime);
      // It may have failed, and then nothing will complete.
      this.batchCompleted();
    });
    this.#preparing = preparing;
  }

  #submit(batchTime: Time): void {
    if (!this.#isStopped) generateBatch(this.#parts, batchTime, this.#clock.now());
  }

  #warnOfBacklog(): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    warn(
      'BATCHES_PILE_UP',
      `${MOST_UNFINISHED} batches wait or run; processing takes longer than the batchDuration. No more are made before one has completed; then they are caught up in order.`,
    );
  }
}

function warnOfClock(restartTime: Time, nextBatch: Time): void {
  warn(
    'CLOCK_WENT_BACK',
    `by the clock the next batch is ${restartTime} ms, but batches up to ${nextBatch} ms have run; none is made before the clock has come so far`,
  );
}
