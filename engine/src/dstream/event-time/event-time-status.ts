import type { Time } from '../../time/duration.ts';
import type { InvalidEventTime } from './stamped.ts';

/** How an event-time stream stands after the last batch that ran. Totals count from the start. */
export interface EventTimeStatus {
  /** Of the stream that has the watermark: `withWatermark at app.ts:12`. */
  readonly name: string;
  /** Epoch ms; -Infinity before the first record. */
  readonly watermark: Time;
  /** The latest event time seen; -Infinity before the first record. */
  readonly maxEventTime: Time;
  readonly invalidRecords: Readonly<Record<InvalidEventTime, number>>;
  readonly windows: readonly WindowStatus[];
}

/** One kind of windows of an event-time stream. */
export interface WindowStatus {
  /** Such as `slidingWindow 60s every 10s at app.ts:14`. */
  readonly name: string;
  /** Records all of whose windows were given before they came. */
  readonly lateRecords: number;
  /** Records that came too late for some of their sliding windows, not for all. */
  readonly partlyLateRecords: number;
  /** Windows of a key that have records and are not closed. */
  readonly openWindows: number;
}

/** The same while it is counted. */
export interface EventTimeTotals {
  name: string;
  /** Batches up to this one were counted in an earlier life, and are not counted again when they are worked out again. */
  countedUpTo: Time;
  watermark: Time;
  maxEventTime: Time;
  invalidRecords: Record<InvalidEventTime, number>;
  windows: WindowTotals[];
}

export interface WindowTotals {
  readonly name: string;
  lateRecords: number;
  partlyLateRecords: number;
  /** Of each aggregation of these windows. */
  readonly stores: { readonly size: number }[];
}

export function newTotals(name: string): EventTimeTotals {
  const never = Number.NEGATIVE_INFINITY;
  const invalidRecords = { noTime: 0, negative: 0, future: 0 };
  return { name, countedUpTo: never, watermark: never, maxEventTime: never, invalidRecords, windows: [] };
}

export function statusOf(totals: EventTimeTotals): EventTimeStatus {
  const { name, watermark, maxEventTime, invalidRecords, windows } = totals;
  return {
    name,
    watermark,
    maxEventTime,
    invalidRecords: { ...invalidRecords },
    windows: windows.map(windowStatusOf),
  };
}

export function windowStatusOf({ stores, ...rest }: WindowTotals): WindowStatus {
  return { ...rest, openWindows: stores.reduce((sum, { size }) => sum + size, 0) };
}

/** Totals as plain data. */
export interface SavedTotals {
  readonly counts: Pick<EventTimeTotals, 'watermark' | 'maxEventTime' | 'invalidRecords'>;
  readonly windows: readonly Pick<WindowTotals, 'lateRecords' | 'partlyLateRecords'>[];
}

export function saveTotals({
  watermark,
  maxEventTime,
  invalidRecords,
  windows,
}: EventTimeTotals): SavedTotals {
  return {
    counts: { watermark, maxEventTime, invalidRecords },
    windows: windows.map(({ lateRecords, partlyLateRecords }) => ({ lateRecords, partlyLateRecords })),
  };
}

/** The newest one counts, in whatever order they come. */
export function restoreTotals(totals: EventTimeTotals, saved: SavedTotals, batchTime: Time): void {
  if (batchTime <= totals.countedUpTo) return;
  Object.assign(totals, saved.counts, { countedUpTo: batchTime });
  for (const [index, windows] of saved.windows.entries()) Object.assign(totals.windows[index] ?? {}, windows);
}
