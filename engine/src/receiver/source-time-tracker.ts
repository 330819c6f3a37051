import type { Clock } from '../time/clock.ts';
import type { Duration, Time } from '../time/duration.ts';
import { floorTime } from '../time/interval.ts';
import { SourceInput, type SourceInputOwner } from './source-input.ts';
import { numBytesOfBlock, type StampedBlock } from './source-time.ts';

/** How {@link SourceTimeTracker} closes batches. */
export interface SourceTimeOptions {
  readonly clock: Clock;
  readonly batchDuration: Duration;
  /** How long a live source that is not connected holds a batch back, ms. */
  readonly maxLateness: Duration;
  /** Batches up to and including this one are closed from the start. */
  readonly lastBatchTime: Time;
  /** Bounds on what is closed and has not run: beyond either, `store` says false. */
  readonly maxPendingBytes: number;
  readonly maxPendingBatches: number;
  /** Called when a batch may have become ready or a source has ended. */
  readonly onReady: () => void;
}

/**
 * Says which batches are closed, and in what order they run, when the sources stamp the records (SPEC T).
 *
 *     source 1   ──●──●────●───▶ watermark 27
 *     source 2   ●────●──▶ watermark 21          batch 10, 20 closed; 30 open (batchDuration 10)
 */
export class SourceTimeTracker implements SourceInputOwner {
  readonly #options: SourceTimeOptions;
  readonly #inputs: SourceInput[] = [];
  readonly #startTime: Time;
  /** When batches up to a time were closed, oldest first: that is their submissionTime. */
  readonly #closings: { readonly upTo: Time; readonly at: Time }[] = [];
  #lastClosed: Time;
  #lastTaken: Time | undefined;
  #lastNonEmpty: Time = Number.NEGATIVE_INFINITY;
  /** Bytes of each batch that has not run. */
  readonly #pendingBytes = new Map<Time, number>();
  #mustDrain = false;
  #cancelTimer: (() => void) | undefined;
  #isStopped = false;

  constructor(options: SourceTimeOptions) {
    this.#options = options;
    this.#startTime = options.clock.now();
    this.#lastClosed = options.lastBatchTime;
  }

  /** A place for one more source. All must be there before the first batch. */
  addSource(): SourceInput {
    const input = new SourceInput(this);
    this.#inputs.push(input);
    return input;
  }

  get lastBatchTime(): Time {
    return this.#lastClosed;
  }

  onStored(block: StampedBlock): boolean {
    const bytes = this.#pendingBytes.get(block.batchTime) ?? 0;
    this.#pendingBytes.set(block.batchTime, bytes + numBytesOfBlock(block));
    this.#mustDrain = this.#isOverloaded();
    return !this.#mustDrain;
  }

  /** Whether more is closed and waiting than the bounds allow. The open batch never counts: it closes by reading on. */
  #isOverloaded(): boolean {
    let totalBytes = 0;
    let batches = 0;
    for (const [batchTime, bytes] of this.#pendingBytes) {
      if (batchTime > this.#lastClosed) continue;
      totalBytes += bytes;
      batches += 1;
    }
    return totalBytes > this.#options.maxPendingBytes || batches > this.#options.maxPendingBatches;
  }

  /** Whether every source has ended and no closed batch waits. */
  get isFinished(): boolean {
    return (
      this.#inputs.length > 0 && this.#inputs.every((input) => input.hasEnded) && this.#peek() === undefined
    );
  }

  /**
   * Takes the next batch to run.
   *
   * @param rememberDuration how far back any stream looks: a recording's gap longer than that (and than 1000
   *   batches) is jumped over after as many empty batches
   * @returns undefined when none is closed; `isJump` when batches were left out before it
   */
  takeBatch(
    rememberDuration: Duration,
  ): { batchTime: Time; submissionTime: Time; isJump: boolean } | undefined {
    const next = this.#peek();
    if (next === undefined) return undefined;
    const { batchDuration, clock } = this.#options;
    const batchTime = this.#afterGap(next, rememberDuration);
    if (batchTime === undefined) return undefined;
    if (this.#hasBlocks(batchTime)) this.#lastNonEmpty = batchTime;
    const isJump = this.#lastTaken !== undefined && batchTime > this.#lastTaken + batchDuration;
    this.#lastTaken = batchTime;
    while (this.#closings.length > 1 && (this.#closings[0]?.upTo ?? batchTime) < batchTime)
      this.#closings.shift();
    return { batchTime, submissionTime: this.#closings[0]?.at ?? clock.now(), isJump };
  }

  /** The batch has run: what it held no longer counts, and sources may read on. */
  completeBatch(batchTime: Time): void {
    this.#pendingBytes.delete(batchTime);
    if (!this.#mustDrain || this.#isOverloaded()) return;
    this.#mustDrain = false;
    for (const input of this.#inputs) input.drained();
  }

  onChange(): void {
    if (this.#isStopped) return;
    this.#close(this.#closedUpTo());
    this.#armTimer();
    this.#options.onReady();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelTimer?.();
    for (const input of this.#inputs) input.stop();
  }

  #close(upTo: Time): void {
    if (upTo <= this.#lastClosed) return;
    this.#lastClosed = upTo;
    this.#closings.push({ upTo, at: this.#options.clock.now() });
  }

  /** The last batch that every source has passed. */
  #closedUpTo(): Time {
    const { batchDuration } = this.#options;
    let watermark = Number.POSITIVE_INFINITY;
    for (const input of this.#inputs) watermark = Math.min(watermark, this.#effectiveWatermark(input));
    if (watermark === Number.POSITIVE_INFINITY) return this.#lastStoredBatch();
    if (watermark === Number.NEGATIVE_INFINITY) return watermark;
    // Past t means later than t: what is stamped t itself may still come.
    return Math.ceil(watermark / batchDuration) * batchDuration - batchDuration;
  }

  #effectiveWatermark(input: SourceInput): Time {
    if (input.clock !== 'live' || input.isConnected) return input.watermark;
    const { clock, maxLateness } = this.#options;
    const now = clock.now();
    if (now < this.#startTime + maxLateness) return input.watermark;
    return Math.max(input.watermark, now - maxLateness + 1);
  }

  /** Comes back when a live source that is away has held the next batch long enough. */
  #armTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const isAway = (input: SourceInput): boolean =>
      input.clock === 'live' && !input.isConnected && !input.hasEnded;
    if (!this.#inputs.some(isAway)) return;
    const { clock, batchDuration, maxLateness } = this.#options;
    const openBatch =
      this.#lastClosed === Number.NEGATIVE_INFINITY
        ? this.#firstAfterStart()
        : Math.max(
            this.#lastClosed + batchDuration,
            floorTime(clock.now() - maxLateness, batchDuration) + batchDuration,
          );
    this.#cancelTimer = clock.at(Math.max(openBatch, this.#startTime) + maxLateness, () => this.onChange());
  }

  #firstAfterStart(): Time {
    return floorTime(this.#startTime, this.#options.batchDuration) + this.#options.batchDuration;
  }

  #lastStoredBatch(): Time {
    return Math.max(Number.NEGATIVE_INFINITY, ...this.#inputs.map((input) => input.lastStoredBatch));
  }

  /** The batch after the last one taken, if it is closed. */
  #peek(): Time | undefined {
    const time =
      this.#lastTaken === undefined ? this.#firstBatch() : this.#lastTaken + this.#options.batchDuration;
    return time <= this.#lastClosed ? time : undefined;
  }

  #firstBatch(): Time {
    let first = this.#isLive() ? this.#firstAfterStart() : Number.POSITIVE_INFINITY;
    for (const input of this.#inputs) for (const time of input.batchTimes) first = Math.min(first, time);
    return Math.max(first, this.#options.lastBatchTime + this.#options.batchDuration);
  }

  #isLive(): boolean {
    return this.#inputs.some((input) => input.clock === 'live' && !input.hasEnded);
  }

  /** `next`, or, when a recording has been empty for long enough, its next batch with records. */
  #afterGap(next: Time, rememberDuration: Duration): Time | undefined {
    const longestGap = Math.max(rememberDuration, 1000 * this.#options.batchDuration);
    if (this.#isLive() || next <= this.#lastNonEmpty + longestGap || this.#hasBlocks(next)) return next;
    let nonEmpty = Number.POSITIVE_INFINITY;
    for (const input of this.#inputs) {
      for (const time of input.batchTimes) if (time >= next) nonEmpty = Math.min(nonEmpty, time);
    }
    return nonEmpty <= this.#lastClosed ? nonEmpty : undefined;
  }

  #hasBlocks(batchTime: Time): boolean {
    return this.#inputs.some((input) => input.blocksOf(batchTime).length > 0);
  }
}
