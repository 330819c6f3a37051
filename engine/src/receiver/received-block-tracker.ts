import { deserialize, serialize } from 'node:v8';
import type { WriteAheadLog } from '../checkpoint/write-ahead-log.ts';
import { toError } from '../errors.ts';
import type { Clock } from '../time/clock.ts';
import type { Time } from '../time/duration.ts';

/** What the tracker's log says. Blocks are named by their ids once they were added. */
type TrackerEvent =
  | {
      readonly type: 'add';
      readonly streamId: number;
      readonly id: string;
      readonly block: unknown;
      readonly writtenAt: Time;
    }
  | {
      readonly type: 'allocate';
      readonly batchTime: Time;
      readonly blocks: readonly (readonly [streamId: number, ids: readonly string[]])[];
    }
  | { readonly type: 'cleanup'; readonly before: Time };

/** Where what the tracker does is written before it counts as done. */
export interface TrackerLog<B> {
  readonly log: WriteAheadLog;
  readonly clock: Clock;
  /** What must be known of a block to read it again; must survive a structured clone. */
  readonly save: (block: B) => unknown;
  readonly restore: (saved: unknown, streamId: number, id: string) => B;
  /** When its content was written; default: now. */
  readonly writtenAt?: (block: B) => Time | undefined;
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
  /** With a log: when the content of each block that is not forgotten was written, oldest first. */
  readonly #writtenAt = new Map<string, Time>();
  #lastBatchTime: Time = Number.NEGATIVE_INFINITY;

  constructor(log?: TrackerLog<B>) {
    this.#log = log;
  }

  get isLogEnabled(): boolean {
    return this.#log !== undefined;
  }

  /** @returns false: it could not be logged, and was not added */
  addBlock(streamId: number, block: B): boolean | Promise<boolean> {
    if (this.#log === undefined) {
      this.#add(streamId, block);
      return true;
    }
    const { save, clock } = this.#log;
    const writtenAt = this.#log.writtenAt?.(block) ?? clock.now();
    this.#writtenAt.set(block.id, writtenAt);
    const event = { type: 'add', streamId, id: block.id, block: save(block), writtenAt } as const;
    return this.#write(this.#log, event, () => this.#add(streamId, block));
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
    const blocks = [...this.#unallocated].map(
      ([streamId, waiting]) => [streamId, waiting.map(({ id }) => id)] as const,
    );
    const allocate = (): void => this.#allocate(batchTime, blocks);
    if (this.#log !== undefined)
      return this.#write(this.#log, { type: 'allocate', batchTime, blocks }, allocate);
    allocate();
    return true;
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
      void this.#write(this.#log, { type: 'cleanup', before }, () => {});
      void this.#log.log.clean(this.neededSince(before)).catch(() => {});
    }
    return forgotten;
  }

  /** From when on what was written may still be needed: `before`, or earlier where a block is that is not forgotten. */
  neededSince(before: Time): Time {
    const [oldest = before] = this.#writtenAt.values();
    return Math.min(before, oldest);
  }

  /** Does again what the log says an earlier life did. Before anything else. */
  restore(): void {
    const log = this.#log;
    if (log === undefined) return;
    for (const record of log.log.readAll()) {
      const event = deserialize(record) as TrackerEvent;
      if (event.type === 'add') {
        this.#writtenAt.set(event.id, event.writtenAt);
        this.#add(event.streamId, log.restore(event.block, event.streamId, event.id));
      } else if (event.type === 'allocate') this.#allocate(event.batchTime, event.blocks);
      else this.#cleanup(event.before);
    }
  }

  #add(streamId: number, block: B): void {
    const blocks = this.#unallocated.get(streamId);
    if (blocks === undefined) this.#unallocated.set(streamId, [block]);
    else blocks.push(block);
  }

  /** By name: more may have come while the log was written. */
  #allocate(batchTime: Time, blocks: readonly (readonly [number, readonly string[]])[]): void {
    const allocated = new Map<number, readonly B[]>();
    for (const [streamId, ids] of blocks) {
      const wanted = new Set(ids);
      const waiting = this.#unallocated.get(streamId) ?? [];
      const rest = waiting.filter(({ id }) => !wanted.has(id));
      allocated.set(streamId, rest.length === 0 ? waiting : waiting.filter(({ id }) => wanted.has(id)));
      if (rest.length === 0) this.#unallocated.delete(streamId);
      else this.#unallocated.set(streamId, rest);
    }
    // Only receivers clean up: without any, an entry a batch would be kept for ever.
    if (allocated.size > 0) this.#allocated.set(batchTime, allocated);
    this.#lastBatchTime = Math.max(this.#lastBatchTime, batchTime);
  }

  #cleanup(before: Time): B[] {
    const forgotten: B[] = [];
    for (const time of this.#allocated.keys()) {
      if (time >= before) continue;
      for (const block of this.blocksOfBatch(time)) {
        forgotten.push(block);
        this.#writtenAt.delete(block.id);
      }
      this.#allocated.delete(time);
    }
    return forgotten;
  }

  async #write(
    { log, clock, onError }: TrackerLog<B>,
    event: TrackerEvent,
    action: () => void,
  ): Promise<boolean> {
    try {
      // An allocation is not earlier than what it allocates, so that the log never lets go of it alone.
      await log.write(serialize(event), Math.max(clock.now(), 'batchTime' in event ? event.batchTime : 0));
    } catch (thrown) {
      if (event.type === 'add') this.#writtenAt.delete(event.id);
      const error = toError(thrown);
      // A context that stops closes its log; what is not cleaned up then is cleaned up in the next life.
      const isExpected = event.type === 'cleanup' && 'code' in error && error.code === 'LOG_CLOSED';
      if (!isExpected) onError(`Error writing the log of received blocks (${event.type})`, error);
      return false;
    }
    action();
    return true;
  }
}
