import type { StorageHealth } from '../checkpoint/storage-health.ts';
import { toError } from '../errors.ts';
import type { BatchCounts } from '../pipeline/batch-counter.ts';
import type { BatchRecord, BatchTotals } from '../pipeline/batch-record.ts';
import type { HashtagWindows } from '../pipeline/hashtag-windows.ts';
import type { SeenIds } from '../pipeline/seen-ids.ts';
import type {
  LineProtocolDStream,
  LineProtocolRange,
} from '../sources/line-protocol/line-protocol-stream.ts';
import type { StreamingContext } from '../streaming-context.ts';
import type { CommitResult } from './batch-writer.ts';
import { sourceIdOf } from './source-id.ts';
import type { Store } from './store.ts';

/** One committed batch, in short. */
export interface BatchSummary {
  /** The end of the batch, epoch ms. */
  readonly batchTime: number;
  readonly totals: Readonly<BatchTotals>;
  readonly schedulingDelayMs: number;
  /** Until the commit. */
  readonly processingMs: number;
}

export interface CommitterParts {
  readonly ssc: StreamingContext;
  readonly reader: LineProtocolDStream<unknown>;
  readonly store: Store;
  readonly windows: HashtagWindows;
  readonly seenIds: SeenIds;
  /** Is told whether the store takes what it is given. */
  readonly health: StorageHealth;
  /** Resolves when the windows hold what is committed: the first batch waits for it. Rejects: there will be no batch. */
  readonly restored?: Promise<unknown> | undefined;
  /** Called for each batch that got a row, in order, when it is on the disk and in the windows. */
  readonly onCommitted: (batch: BatchSummary) => void;
  /** What went wrong and stops nothing. */
  readonly onWarning?: (message: string) => void;
}

interface Waiting {
  readonly record: BatchRecord;
  readonly ranges: readonly LineProtocolRange[];
}

/** A backlog's batches share a transaction, but wait no longer than this for each other. */
const MAX_WAIT_MS = 100;
const MAX_WAITING = 64;

/**
 * The pipeline's one output: a batch's counts, ids and source positions in one transaction; then the windows in
 * memory, then the word to the reader that it need not keep the batch. While more batches wait behind one, several
 * go into a transaction together: all of them happen, or none, and a reader sends again what was not acked. A full or
 * failing disk is waited for: no batch after it is committed before.
 */
export class Committer {
  readonly #parts: CommitterParts;
  #waiting: Waiting[] = [];
  #waitsSince = 0;
  #hasGivenUp = false;
  #hasComplained = false;
  #restored: Promise<void> | undefined;

  constructor(parts: CommitterParts) {
    this.#parts = parts;
    this.#restored = parts.restored?.then(
      () => {
        this.#restored = undefined;
      },
      () => {
        this.#restored = undefined;
        this.#hasGivenUp = true;
      },
    );
  }

  /**
   * An empty batch of a recording gets no row. Resolves when the batch is committed, or waits for others to be, or
   * never will be because the engine stops.
   *
   * @throws what `Store.commitAll` throws, if trying again would not help; nothing has happened then
   */
  commit(batchTime: number, counts: BatchCounts): void | Promise<void> {
    if (this.#restored !== undefined) return this.#restored.then(() => this.commit(batchTime, counts));
    // After a hole nothing: its records come again, and what follows them too.
    if (this.#hasGivenUp) return;
    const { ssc, reader } = this.#parts;
    const ranges = reader.offsetRanges(batchTime);
    const isNothing = ranges.length === 0 && reader.status.clock === 'recorded';
    const now = ssc.clock.now();
    if (!isNothing) {
      if (this.#waiting.length === 0) this.#waitsSince = now;
      this.#waiting.push({ record: this.#recordOf(batchTime, counts, ranges, now), ranges });
    }
    const isFollowed = reader.hasClosedAfter(batchTime);
    if (!isFollowed || this.#waiting.length >= MAX_WAITING || now - this.#waitsSince >= MAX_WAIT_MS)
      return this.flush();
  }

  /** Commits what waits. @throws as {@link commit} */
  flush(): void | Promise<void> {
    if (this.#waiting.length === 0) return;
    const { store, health } = this.#parts;
    const records = this.#waiting.map(({ record }) => record);
    const results = health.retry('database', () => store.commitAll(records));
    if (results instanceof Promise) return results.then((later) => this.#committed(later));
    this.#committed(results);
  }

  /** @param results undefined: the engine stops before it was possible */
  #committed(results: readonly CommitResult[] | undefined): void {
    this.#hasGivenUp = results === undefined;
    if (results === undefined) return;
    const { windows, reader, onCommitted } = this.#parts;
    const done = this.#waiting;
    this.#waiting = [];
    let numRows = 0;
    for (const [index, { record, ranges }] of done.entries()) {
      const result = results[index];
      if (result?.committed) windows.add(record, result.names);
      for (const range of ranges) reader.commit(range);
      if (result?.committed) onCommitted(record);
      numRows += record.hashtags.length;
    }
    this.#keepHouse(numRows);
  }

  /** What is old can wait; what it was that failed is told once. */
  #keepHouse(numRows: number): void {
    try {
      this.#parts.store.keepHouse(numRows);
      this.#hasComplained = false;
    } catch (error) {
      if (!this.#hasComplained) this.#parts.onWarning?.(toError(error).message);
      this.#hasComplained = true;
    }
  }

  #recordOf(
    batchTime: number,
    { totals, hashtags }: BatchCounts,
    ranges: readonly LineProtocolRange[],
    now: number,
  ): BatchRecord {
    const { ssc, reader, seenIds } = this.#parts;
    const { submissionTime = now, processingStartTime = now } = ssc.getBatchInfo(batchTime) ?? {};
    return {
      batchTime,
      totals: { ...totals, late: reader.offsetRange(batchTime)?.numLate ?? 0 },
      hashtags,
      sources: ranges.map(({ source, epoch, clock, untilSequence }) => ({
        id: sourceIdOf(source, epoch, clock),
        epoch,
        nextSequence: untilSequence,
      })),
      seenIds: seenIds.idsOf(batchTime),
      schedulingDelayMs: processingStartTime - submissionTime,
      processingMs: now - processingStartTime,
    };
  }
}
