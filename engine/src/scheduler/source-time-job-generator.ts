import type { SourceTimeTracker } from '../receiver/source-time-tracker.ts';
import type { Time } from '../time/duration.ts';
import {
  type BlockAllocator,
  generateBatch,
  type JobGenerator,
  type JobGeneratorParts,
  prepareInputs,
} from './job-generator.ts';

/** A batch when its sources have passed it (SPEC T). The next one is made when the last has run. */
export class SourceTimeJobGenerator implements JobGenerator {
  readonly #parts: JobGeneratorParts;
  readonly #tracker: SourceTimeTracker;
  readonly #blocks: BlockAllocator;
  readonly #endWaiters: (() => void)[] = [];
  #hasStarted = false;
  #isStopped = false;
  #isFirst = true;
  /** Of a batch whose inputs are being asked. */
  #preparing: Promise<void> | undefined;

  constructor(parts: JobGeneratorParts, tracker: SourceTimeTracker, blocks: BlockAllocator) {
    this.#parts = parts;
    this.#tracker = tracker;
    this.#blocks = blocks;
  }

  start(): void {
    this.#hasStarted = true;
    this.generate();
  }

  goOn(): void {}

  stop(): void {
    this.#isStopped = true;
    this.#tracker.stop();
  }

  async finish(): Promise<void> {
    // The open batch is not closed early: its records come again after the restart, and are counted then.
    this.#tracker.stop();
    do {
      await this.awaitGenerated();
      await this.#parts.scheduler.awaitIdle();
    } while (!this.#isStopped && this.generate());
    this.#isStopped = true;
  }

  batchCompleted(batchTime: Time): void {
    this.#tracker.completeBatch(batchTime);
    // After the scheduler has let go of the batch.
    queueMicrotask(() => this.generate());
  }

  async awaitGenerated(): Promise<void> {
    while (this.#preparing !== undefined) await this.#preparing;
  }

  /** Resolves when every source has ended and all their batches have run. */
  awaitSourcesEnded(): Promise<void> {
    return new Promise((resolve) => {
      this.#endWaiters.push(resolve);
      this.#tellIfEnded();
    });
  }

  /** Makes the next batch if it is closed and none runs. @returns whether it made one */
  generate(): boolean {
    if (!this.#hasStarted || this.#isStopped || this.#isBusy) return false;
    const { graph } = this.#parts;
    const due = this.#tracker.takeBatch(graph.rememberDuration);
    if (due === undefined) {
      this.#tellIfEnded();
      return false;
    }
    const zeroTime = due.batchTime - graph.batchDuration;
    // Slides are counted from the epoch, so that a restart does not move the windows.
    if (this.#isFirst) this.#initialize(zeroTime);
    else if (due.isJump) graph.jumpTo(zeroTime);
    this.#isFirst = false;
    // A receiver among the sources has no time of its own: what it has goes with the next batch.
    const parts = { ...this.#parts, onError: (error: Error) => this.#leaveOut(due.batchTime, error) };
    const submit = (): void => generateBatch(parts, due.batchTime, due.submissionTime);
    this.#preparing = prepareInputs(this.#parts, this.#blocks, due.batchTime)?.then(() => {
      this.#preparing = undefined;
      if (!this.#isStopped) submit();
    });
    if (this.#preparing === undefined) submit();
    return true;
  }

  #initialize(zeroTime: Time): void {
    const { graph, recovery } = this.#parts;
    graph.initialize(recovery?.checkpoint.zeroTime ?? zeroTime, 0);
    // The states are those of the last batch before; whether anything lies between says the source.
    if (recovery !== undefined) graph.jumpTo(zeroTime);
  }

  get #isBusy(): boolean {
    return this.#preparing !== undefined || this.#parts.scheduler.numUnfinished > 0;
  }

  #leaveOut(batchTime: Time, error: Error): void {
    this.#parts.onError(error);
    this.batchCompleted(batchTime);
  }

  #tellIfEnded(): void {
    if (this.#endWaiters.length === 0 || !this.#tracker.isFinished) return;
    if (this.#isBusy) return;
    for (const resolve of this.#endWaiters.splice(0)) resolve();
  }
}
