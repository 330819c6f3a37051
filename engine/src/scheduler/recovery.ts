import type { Checkpoint, PendingBatch } from '../checkpoint/checkpoint.ts';
import type { StreamInputInfo } from '../receiver/input-info.ts';
import type { Time } from '../time/duration.ts';

/**
 * What happens to batches that were due while the process was down. `replay` (default): each is made, in order, at its
 * own time. `merge`: one batch, at the last of their times, has what came in for all of them. `skip`: none is made; what came
 * in goes with the next one by the clock. With the latter two windows start anew; states go on.
 */
export type MissedBatchesPolicy = 'replay' | 'merge' | 'skip';

/** What an earlier life has left to do. */
export class Recovery {
  readonly checkpoint: Checkpoint;
  readonly missedBatches: MissedBatchesPolicy;
  readonly #unmade: Map<Time, PendingBatch>;

  constructor(checkpoint: Checkpoint, missedBatches: MissedBatchesPolicy) {
    this.checkpoint = checkpoint;
    this.missedBatches = missedBatches;
    this.#unmade = new Map(checkpoint.pendingBatches.map((batch) => [batch.batchTime, batch]));
  }

  /**
   * The last batch of which nothing is needed any more: completed, and in all states that are saved. A source that
   * sends again goes on after it.
   */
  get lastSavedBatchTime(): Time | undefined {
    const newest = new Map<string, Time>();
    for (const { id, batchTime } of this.checkpoint.snapshots) newest.set(id, batchTime);
    const { lastCompletedBatchTime } = this.checkpoint;
    return lastCompletedBatchTime === undefined
      ? undefined
      : Math.min(lastCompletedBatchTime, ...newest.values());
  }

  /** Batches that were made in the earlier life, not completed, and not made again so far; oldest first. */
  get unmadeBatches(): PendingBatch[] {
    return [...this.#unmade.values()];
  }

  /**
   * A batch is made again. @returns its inputs as they were, for those that cannot tell any more
   */
  made(batchTime: Time, inputs: ReadonlyMap<number, StreamInputInfo>): Map<number, StreamInputInfo> {
    const known = new Map(inputs);
    for (const saved of this.#unmade.get(batchTime)?.inputs ?? []) {
      if ((known.get(saved.inputStreamId)?.numRecords ?? 0) === 0) known.set(saved.inputStreamId, saved);
    }
    this.#unmade.delete(batchTime);
    return known;
  }
}
