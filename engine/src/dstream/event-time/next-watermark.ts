import type { Duration, Time } from '../../time/duration.ts';

/** What one batch does to a watermark. */
export interface WatermarkStep {
  /** What the batch's records are judged by: what the batch before has left. */
  readonly before: Time;
  /** What it leaves: closes windows at the end of this batch, judges the records of the next. */
  readonly after: Time;
  /** The latest event time of this batch and all before. */
  readonly maxEventTime: Time;
  /** The last batch that had records; before there was one, the first batch. */
  readonly activeAt: Time;
  /** Without records for the idleTimeout or longer. */
  readonly isIdle: boolean;
}

/** What a first batch leaves that has taken in nothing. */
export function firstStep(batchTime: Time): WatermarkStep {
  const never = Number.NEGATIVE_INFINITY;
  return { before: never, after: never, maxEventTime: never, activeAt: batchTime, isIdle: false };
}

/**
 *     delayThreshold 10        batch 1        batch 2        batch 3
 *     event times              20 14          31 12          21 20
 *     before: judges them      -Infinity      10             21
 *     after: latest − 10       10             21             21        never goes back
 *
 * @param previous of the batch before; undefined for the first
 * @param batchMax the latest event time of the batch; -Infinity when it has no records
 * @param advancedTo what the program itself has asked for; -Infinity for nothing
 */
export function nextWatermark(
  previous: WatermarkStep | undefined,
  batchTime: Time,
  batchMax: Time,
  { delayThreshold, idleTimeout }: { readonly delayThreshold: Duration; readonly idleTimeout: Duration },
  advancedTo: Time,
): WatermarkStep {
  const before = previous?.after ?? Number.NEGATIVE_INFINITY;
  const maxEventTime = Math.max(previous?.maxEventTime ?? Number.NEGATIVE_INFINITY, batchMax);
  const hasRecords = batchMax > Number.NEGATIVE_INFINITY;
  const activeAt = hasRecords ? batchTime : (previous?.activeAt ?? batchTime);
  const idleFor = batchTime - activeAt;
  const isIdle = !hasRecords && idleFor >= idleTimeout;
  const reached = maxEventTime + (isIdle ? idleFor : 0) - delayThreshold;
  return { before, after: Math.max(before, reached, advancedTo), maxEventTime, activeAt, isIdle };
}

/**
 * Of several streams put together: the smallest of those that are not idle, else of all; never goes back.
 *
 * @param inputs the same batch of each
 */
export function smallestWatermark(
  previous: WatermarkStep | undefined,
  inputs: readonly WatermarkStep[],
): WatermarkStep {
  const before = previous?.after ?? Number.NEGATIVE_INFINITY;
  const active = inputs.filter(({ isIdle }) => !isIdle);
  const asked = active.length > 0 ? active : inputs;
  return {
    before,
    after: Math.max(before, Math.min(...asked.map(({ after }) => after))),
    maxEventTime: Math.max(...inputs.map(({ maxEventTime }) => maxEventTime)),
    activeAt: Math.max(...inputs.map(({ activeAt }) => activeAt)),
    isIdle: active.length === 0,
  };
}
