import type { Time } from '../time/duration.ts';
import type { Block } from './block.ts';

/** Bounds of what was received and has not been through a batch. */
const MOST_PENDING_BYTES = 32 * 1024 * 1024;
const MOST_PENDING_RECORDS = 1_000_000;

/** Which received blocks belong to which batch. */
export class ReceivedBlockTracker {
  readonly #waiting = new Map<number, Block[]>();
  readonly #allocated = new Map<Time, ReadonlyMap<number, readonly Block[]>>();
  readonly #processed = new Set<Time>();
  #lastBatchTime: Time = Number.NEGATIVE_INFINITY;
  #pendingBytes = 0;
  #pendingRecords = 0;

  addBlock(streamId: number, block: Block): void {
    const blocks = this.#waiting.get(streamId);
    if (blocks === undefined) this.#waiting.set(streamId, [block]);
    else blocks.push(block);
    this.#count(block, 1);
  }

  get hasUnallocatedBlocks(): boolean {
    return this.#waiting.size > 0;
  }

  /** Whether what was received and has not been through a batch is within its bounds. */
  get hasRoom(): boolean {
    return this.#pendingBytes <= MOST_PENDING_BYTES && this.#pendingRecords <= MOST_PENDING_RECORDS;
  }

  /** Gives all waiting blocks of every stream to this batch. A batch not later than the last gets nothing. */
  allocateBlocksToBatch(batchTime: Time): void {
    if (batchTime <= this.#lastBatchTime) return;
    this.#lastBatchTime = batchTime;
    this.#allocated.set(batchTime, new Map(this.#waiting));
    this.#waiting.clear();
  }

  blocksOf(batchTime: Time, streamId: number): readonly Block[] {
    return this.#allocated.get(batchTime)?.get(streamId) ?? [];
  }

  /** The batch has run: its blocks no longer count, though a window may still read them. */
  completeBatch(batchTime: Time): void {
    if (this.#processed.has(batchTime)) return;
    this.#processed.add(batchTime);
    for (const blocks of this.#allocated.get(batchTime)?.values() ?? []) {
      for (const block of blocks) this.#count(block, -1);
    }
  }

  /** Forgets the blocks of batches up to and including `batchTime`. */
  forgetUpTo(batchTime: Time): void {
    for (const time of this.#allocated.keys()) if (time <= batchTime) this.#allocated.delete(time);
    for (const time of this.#processed) if (time <= batchTime) this.#processed.delete(time);
  }

  #count({ numRecords, content }: Block, sign: 1 | -1): void {
    if ('bytes' in content) this.#pendingBytes += sign * content.bytes.byteLength;
    else this.#pendingRecords += sign * numRecords;
  }
}
