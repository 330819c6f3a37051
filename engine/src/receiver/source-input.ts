import { StreamingError } from '../errors.ts';
import type { Time } from '../time/duration.ts';
import { Watermark } from '../time/watermark.ts';
import type { OffsetRange, SourceTimeInputInfo } from './input-info.ts';
import { numBytesOfBlock, type SourceTimeSink, type StampedBlock } from './source-time.ts';

/** Whether a source's time runs on by itself; unknown before it has said so. */
export type SourceClock = 'unknown' | 'live' | 'recorded';

/** What a {@link SourceInput} needs from the one who closes batches. */
export interface SourceInputOwner {
  readonly lastBatchTime: Time;
  /** Counts a block in. @returns whether its source may read on */
  onStored(block: StampedBlock): boolean;
  onChange(): void;
}

/** One source's side of {@link SourceTimeTracker}: its blocks by batch, its watermark, its connection. */
export class SourceInput implements SourceTimeSink {
  readonly #owner: SourceInputOwner;
  readonly #blocks = new Map<Time, StampedBlock[]>();
  readonly #watermark = new Watermark();
  readonly #drainListeners: (() => void)[] = [];
  #isStopped = false;
  #clock: SourceClock = 'unknown';
  #isConnected = false;
  #hasEnded = false;
  #lastStoredBatch: Time = Number.NEGATIVE_INFINITY;

  constructor(owner: SourceInputOwner) {
    this.#owner = owner;
  }

  get lastBatchTime(): Time {
    return this.#owner.lastBatchTime;
  }

  get clock(): SourceClock {
    return this.#clock;
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Nothing earlier will come; Infinity once it has ended. */
  get watermark(): Time {
    return this.#hasEnded ? Number.POSITIVE_INFINITY : this.#watermark.time;
  }

  /** The last batch it has stored a block for; -Infinity before. */
  get lastStoredBatch(): Time {
    return this.#lastStoredBatch;
  }

  /** The batches with blocks that have not been forgotten. */
  get batchTimes(): Iterable<Time> {
    return this.#blocks.keys();
  }

  store(block: StampedBlock): boolean {
    if (this.#isStopped) return false;
    if (block.batchTime <= this.lastBatchTime) {
      throw new StreamingError(
        'BATCH_CLOSED',
        `a block names batch ${block.batchTime} ms; it must be later than ${this.lastBatchTime} ms, the last closed batch`,
      );
    }
    const blocks = this.#blocks.get(block.batchTime);
    if (blocks === undefined) this.#blocks.set(block.batchTime, [block]);
    else blocks.push(block);
    this.#hasEnded = false;
    this.#lastStoredBatch = Math.max(this.#lastStoredBatch, block.batchTime);
    return this.#owner.onStored(block);
  }

  onDrain(listener: () => void): void {
    this.#drainListeners.push(listener);
  }

  advanceWatermark(at: Time): void {
    if (this.#isStopped) return;
    if (this.#watermark.advance(at)) this.#hasEnded = false;
    this.#owner.onChange();
  }

  setConnection({
    connected,
    clock,
  }: {
    readonly connected: boolean;
    readonly clock: 'live' | 'recorded';
  }): void {
    if (this.#isStopped) return;
    this.#isConnected = connected;
    this.#clock = clock;
    if (connected) this.#hasEnded = false;
    this.#owner.onChange();
  }

  end(): void {
    if (this.#isStopped) return;
    this.#hasEnded = true;
    this.#owner.onChange();
  }

  // For the tracker

  blocksOf(batchTime: Time): readonly StampedBlock[] {
    return this.#blocks.get(batchTime) ?? [];
  }

  hasClosedAfter(batchTime: Time): boolean {
    for (const time of this.#blocks.keys()) if (time > batchTime && time <= this.lastBatchTime) return true;
    return false;
  }

  /** Drops blocks of batches up to and including `batchTime`. */
  forgetUpTo(batchTime: Time): void {
    for (const time of this.#blocks.keys()) if (time <= batchTime) this.#blocks.delete(time);
  }

  drained(): void {
    for (const listener of this.#drainListeners) listener();
  }

  stop(): void {
    this.#isStopped = true;
    this.#drainListeners.length = 0;
  }
}

/** Sums up a batch's blocks. */
export function inputInfoOf(blocks: readonly StampedBlock[]): SourceTimeInputInfo {
  const offsetRanges: OffsetRange[] = [];
  let numRecords = 0;
  let numLate = 0;
  let numBytes = 0;
  for (const block of blocks) {
    numRecords += block.numRecords;
    numLate += block.numLate;
    numBytes += numBytesOfBlock(block);
    const { epoch, fromSequence, untilSequence } = block;
    const last = offsetRanges.at(-1);
    if (last?.epoch === epoch && last.untilSequence === fromSequence) {
      offsetRanges[offsetRanges.length - 1] = { ...last, untilSequence };
    } else {
      offsetRanges.push({ epoch, fromSequence, untilSequence });
    }
  }
  return { numRecords, numLate, numBytes, offsetRanges };
}
