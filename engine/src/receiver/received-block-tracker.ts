import { deserialize, serialize } from 'node:v8';
import type { WriteAheadLog } from '../checkpoint/write-ahead-log.ts';
import { toError } from '../errors.ts';
import type { Clock } from '../time/clock.ts';
import type { Time } from '../time/duration.ts';

/** What the tracker's log says. Blocks are named by their ids once they were added. */
type TrackerEvent =
  | { readonly type: 'add'; readonly streamId: number; readonly id: string; readonly block: unknown }
  | { readonly type: 'allocate'; readonly batchTime: Time; readonly numBlocks: readonly [number, number][] }
  | { readonly type: 'cleanup'; readonly before: Time };

/** Where what the tracker does is written before it counts as done. */
export interface TrackerLog<B> {
  readonly log: WriteAheadLog;
  readonly clock: Clock;
  /** What must be known of a block to read it again; must survive a structured clone. */
  readonly save: (block: B) => unknown;
  readonly restore: (saved: unknown, streamId: number, id: string) => B;
  /** A write failed: what was to be done is not done. */
  readonly onError: (message: string, error: Error) => void;
}

/**
 * Which received blocks belong to which batch.
 *
 *     addBlock ─▶ unallocated ──allocateBlocksToBatch(t)──▶ blocks of batch t ──cleanupOldBatches──▶ gone
 *
 * With a log each of these is written first and its result comes as a promise; without one it is done at once.
 */
export class ReceivedBlockTracker<B extends { readonly id: string }> {
  readonly #log: TrackerLog<B> | undefined;
  readonly #unallocated = new Map<number, B[]>();
  readonly #allocated = new Map<Time, ReadonlyMap<number, readonly B[]>>();
  #lastBatchTime: Time = Number.NEGATIVE_INFINITY;

  constructor(log?: TrackerLog<B>) {
    this.#log = log;
  }

  get isLogEnabled(): boolean {
    return this.#log !== undefined;
  }

  /** @returns false: it could not be logged, and was not added */
  addBlock(streamId: number, block: B): boolean | Promise<boolean> {
    const saved = this.#log?.save(block);
    return this.#logged({ type: 'add', streamId, id: block.id, block: saved }, () =>
      this.#add(streamId, block),
    );
  }

  get hasUnallocatedBlocks(): boolean {
    return this.#unallocated.size > 0;
  }

  unallocatedBlocks(streamId: number): readonly B[] {
    return this.#unallocated.get(streamId) ?? [];
  }

  /**
   * Gives all waiting blocks of every stream to this batch.
   *
   * @returns false: nothing was changed, because the batch is not later than the last one, or could not be logged
   */
  allocateBlocksToBatch(batchTime: Time): boolean | Promise<boolean> {
    if (batchTime <= this.#lastBatchTime) return false;
    const numBlocks = [...this.#unallocated].map(([id, blocks]): [number, number] => [id, blocks.length]);
    return this.#logged({ type: 'allocate', batchTime, numBlocks }, () =>
      this.#allocate(batchTime, numBlocks),
    );
  }

  blocksOf(batchTime: Time, streamId: number): readonly B[] {
    return this.#allocated.get(batchTime)?.get(streamId) ?? [];
  }

  *blocksOfBatch(batchTime: Time): Iterable<B> {
    for (const blocks of this.#allocated.get(batchTime)?.values() ?? []) yield* blocks;
  }

  /** Forgets the blocks of batches earlier than `before`. @returns them */
  cleanupOldBatches(before: Time): readonly B[] {
    const forgotten = this.#cleanup(before);
    if (this.#log !== undefined && forgotten.length > 0) {
      // That a batch is over is lost with this write at worst: it is cleaned up again then.
      void this.#logged({ type: 'cleanup', before }, () => {});
      void this.#log.log.clean(before).catch(() => {});
    }
    return forgotten;
  }

  /** Does again what the log says an earlier life did. Before anything else. */
  restore(): void {
    const log = this.#log;
    if (log === undefined) return;
    for (const record of log.log.readAll()) {
      const event = deserialize(record) as TrackerEvent;
      if (event.type === 'add') this.#add(event.streamId, log.restore(event.block, event.streamId, event.id));
      else if (event.type === 'allocate') this.#allocate(event.batchTime, event.numBlocks);
      else this.#cleanup(event.before);
    }
  }

  #add(streamId: number, block: B): void {
    const blocks = this.#unallocated.get(streamId);
    if (blocks === undefined) this.#unallocated.set(streamId, [block]);
    else blocks.push(block);
  }

  /** The first so many blocks of each stream: more may have come while the log was written. */
  #allocate(batchTime: Time, numBlocks: readonly [number, number][]): void {
    const allocated = new Map<number, readonly B[]>();
    for (const [streamId, count] of numBlocks) {
      const blocks = this.#unallocated.get(streamId) ?? [];
      allocated.set(streamId, blocks.splice(0, count));
      if (blocks.length === 0) this.#unallocated.delete(streamId);
    }
    this.#allocated.set(batchTime, allocated);
    this.#lastBatchTime = Math.max(this.#lastBatchTime, batchTime);
  }

  #cleanup(before: Time): B[] {
    const forgotten: B[] = [];
    for (const time of this.#allocated.keys()) {
      if (time >= before) continue;
      forgotten.push(...this.blocksOfBatch(time));
      this.#allocated.delete(time);
    }
    return forgotten;
  }

  #logged(event: TrackerEvent, action: () => void): boolean | Promise<boolean> {
    if (this.#log !== undefined) return this.#write(this.#log, event, action);
    action();
    return true;
  }

  async #write(
    { log, clock, onError }: TrackerLog<B>,
    event: TrackerEvent,
    action: () => void,
  ): Promise<boolean> {
    try {
      const time = 'batchTime' in event ? event.batchTime : clock.now();
      await log.write(serialize(event), time);
    } catch (thrown) {
      onError(`Error writing the log of received blocks (${event.type})`, toError(thrown));
      return false;
    }
    action();
    return true;
  }
}
