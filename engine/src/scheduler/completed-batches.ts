import type { Time } from '../time/duration.ts';
import type { BatchInfo } from './batch-info.ts';

/** Characters kept of why an output operation failed: a message may quote all it was given. */
const MAX_REASON_LENGTH = 8192;

/** The last batches that completed, by the order of their completion. */
export class CompletedBatches {
  readonly #limit: number;
  /** In insertion order: the first is the oldest. */
  readonly #batches = new Map<Time, BatchInfo>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#batches.size;
  }

  get all(): readonly BatchInfo[] {
    return [...this.#batches.values()];
  }

  get(batchTime: Time): BatchInfo | undefined {
    return this.#batches.get(batchTime);
  }

  /** @returns the batch that was forgotten for it */
  add(batch: BatchInfo): Time | undefined {
    this.#batches.delete(batch.batchTime);
    this.#batches.set(batch.batchTime, withShortReasons(batch));
    const [oldest] = this.#batches.keys();
    if (oldest === undefined || this.#batches.size <= this.#limit) return undefined;
    this.#batches.delete(oldest);
    return oldest;
  }
}

/** The batch, its reasons cut to what is worth keeping. */
export function withShortReasons(batch: BatchInfo): BatchInfo {
  const { failureReason } = batch;
  if (failureReason === undefined) return batch;
  return {
    ...batch,
    failureReason: short(failureReason),
    outputOperationInfos: batch.outputOperationInfos.map((operation) =>
      operation.failureReason === undefined
        ? operation
        : { ...operation, failureReason: short(operation.failureReason) },
    ),
  };
}

function short(text: string): string {
  return text.length <= MAX_REASON_LENGTH ? text : `${text.slice(0, MAX_REASON_LENGTH)} …`;
}
