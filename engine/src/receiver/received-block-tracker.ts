import type { Time } from '../time/duration.ts';
import type { Block } from './block.ts';

/** Which received blocks belong to which batch. */
export class ReceivedBlockTracker {
  readonly #waiting = new Map<number, Block[]>();
  readonly #allocated = new Map<Time, ReadonlyMap<number, readonly Block[]>>();
  #lastBatchTime: Time = Number.NEGATIVE_INFINITY;

  addBlock(streamId: number, block: Block): void {
    const blocks = this.#waiting.get(streamId);
    if (blocks === undefined) this.#waiting.set(streamId, [block]);
    else blocks.push(block);
  }

  get hasUnallocatedBlocks(): boolean {
    return this.#waiting.size > 0;
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

  /** Forgets the blocks of batches up to and including `batchTime`. */
  forgetUpTo(batchTime: Time): void {
    for (const time of this.#allocated.keys()) if (time <= batchTime) this.#allocated.delete(time);
  }
}
