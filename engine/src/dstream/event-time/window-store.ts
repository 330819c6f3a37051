import type { KeyedMap, Slot } from '../../rdd/keyed-map.ts';
import type { Time } from '../../time/duration.ts';
import type { Stamped } from './stamped.ts';
import type { TimeWindow } from './time-windows.ts';

/** What a window of a key has come to. */
export interface WindowResult<K, V> {
  readonly key: K;
  readonly window: TimeWindow;
  readonly value: V;
}

/** A batch for a {@link WindowStore}: records that are not late, and the watermark before and after it. */
export interface StoreBatch<T> {
  readonly records: readonly Stamped<T>[];
  readonly before: Time;
  readonly after: Time;
}

/** The open windows of one aggregation. */
export interface WindowStore<T, K, R> {
  /**
   * Takes a batch in and lets go of the windows that end at or before its watermark. When a user's function throws,
   * nothing has changed.
   *
   * @returns by window end, then start
   */
  advance(batch: StoreBatch<T>): Promise<WindowResult<K, R>[]>;
  /** Open windows of keys. */
  readonly size: number;
  /** As data that survives `structuredClone`. */
  save(): unknown;
  restore(saved: unknown): void;
}

/** Loops look every that many turns whether others should have theirs. */
export const TURNS_BETWEEN_LOOKS = 512;

/** A map's entries as a list, to be walked with pauses. */
export function slotsOf<K, V>(map: KeyedMap<K, V>): Slot<K, V>[] {
  const slots: Slot<K, V>[] = [];
  map.forEach((value, key) => {
    slots.push({ key, value });
  });
  return slots;
}
