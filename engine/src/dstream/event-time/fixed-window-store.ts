import { KeyedMap } from '../../rdd/keyed-map.ts';
import type { Duration, Time } from '../../time/duration.ts';
import { giveWay } from '../../time/give-way.ts';
import { floorTime } from '../../time/interval.ts';
import type { Stamped } from './stamped.ts';
import { firstWindowStart } from './time-windows.ts';
import type { WindowAggregator } from './window-aggregator.ts';
import {
  type StoreBatch,
  slotsOf,
  TURNS_BETWEEN_LOOKS,
  type WindowResult,
  type WindowStore,
} from './window-store.ts';

/** `final`: a window once, when it is closed. `update`: a window at the end of each batch that changed it. */
export type EmitMode = 'final' | 'update';

/** By start of the window (or pane), then by key. */
type ByStart<K, C> = Map<Time, KeyedMap<K, C>>;

interface Change<K, C> {
  readonly start: Time;
  readonly key: K;
  readonly value: C;
}

/** Tumbling and sliding windows. A batch costs by its records and the windows of the keys that they touch. */
export class FixedWindowStore<T, K, C, R> implements WindowStore<T, K, R> {
  readonly #size: Duration;
  readonly #slide: Duration;
  /** All records of a pane are in the same windows. */
  readonly #pane: Duration;
  readonly #aggregator: WindowAggregator<T, K, C, R>;
  readonly #emit: EmitMode;
  readonly #open: ByStart<K, C> = new Map();

  constructor(size: Duration, slide: Duration, aggregator: WindowAggregator<T, K, C, R>, emit: EmitMode) {
    this.#size = size;
    this.#slide = slide;
    this.#pane = greatestCommonDivisor(size, slide);
    this.#aggregator = aggregator;
    this.#emit = emit;
  }

  get size(): number {
    let size = 0;
    for (const keys of this.#open.values()) size += keys.size;
    return size;
  }

  async advance(batch: StoreBatch<T>): Promise<WindowResult<K, R>[]> {
    const changes = await this.#changes(await this.#fold(batch));
    // No function of the user's is called from here on: a batch is taken in as a whole or not at all.
    for (const { start, key, value } of changes) mapAt(this.#open, start).set(key, value);
    const closed = this.#close(batch.after);
    return this.#emit === 'update'
      ? changes.map(({ start, key, value }) => this.#result(start, key, value)).sort(byWindow)
      : closed;
  }

  save(): unknown {
    const saved: unknown[] = [];
    for (const [start, keys] of this.#open) {
      keys.forEach((value, key) => {
        saved.push([start, key, this.#aggregator.save(value)]);
      });
    }
    return saved;
  }

  restore(saved: unknown): void {
    this.#open.clear();
    for (const [start, key, value] of saved as [Time, K, unknown][]) {
      mapAt(this.#open, start).set(key, this.#aggregator.load(value));
    }
  }

  /** What the batch alone gives for each open window. */
  async #fold({ records, before }: StoreBatch<T>): Promise<ByStart<K, C>> {
    const { keyOf, create, add, merge, isMergePure } = this.#aggregator;
    // A pane's value can stand in all its windows if nobody changes it there.
    const usesPanes = isMergePure || this.#pane === this.#size;
    const folded: ByStart<K, C> = new Map();
    for (let i = 0; i < records.length; i += 1) {
      const [eventTime, record] = records[i] as Stamped<T>;
      const key = keyOf(record);
      const starts = usesPanes ? [floorTime(eventTime, this.#pane)] : this.#windowsOf(eventTime, before);
      for (const start of starts) {
        const keys = mapAt(folded, start);
        const slot = keys.slot(key);
        if (slot === undefined) keys.add(key, create(record, eventTime));
        else slot.value = add(slot.value, record, eventTime);
      }
      if (i % TURNS_BETWEEN_LOOKS === 0) await giveWay();
    }
    if (!usesPanes || this.#pane === this.#size) return folded;
    const windows: ByStart<K, C> = new Map();
    for (const [pane, partials] of folded) {
      for (const start of this.#windowsOf(pane, before)) {
        const keys = mapAt(windows, start);
        partials.forEach((partial, key) => {
          const slot = keys.slot(key);
          if (slot === undefined) keys.add(key, partial);
          else slot.value = merge(slot.value, partial);
        });
        await giveWay();
      }
    }
    return windows;
  }

  async #changes(folded: ByStart<K, C>): Promise<Change<K, C>[]> {
    const changes: Change<K, C>[] = [];
    for (const [start, partials] of folded) {
      const keys = this.#open.get(start);
      for (const [index, { key, value: partial }] of slotsOf(partials).entries()) {
        const slot = keys?.slot(key);
        const value = slot === undefined ? partial : this.#aggregator.merge(slot.value, partial);
        changes.push({ start, key, value });
        if (index % TURNS_BETWEEN_LOOKS === 0) await giveWay();
      }
    }
    return changes;
  }

  #close(watermark: Time): WindowResult<K, R>[] {
    const results: WindowResult<K, R>[] = [];
    const over = [...this.#open.keys()].filter((start) => start + this.#size <= watermark);
    for (const start of over.sort((a, b) => a - b)) {
      if (this.#emit === 'final') {
        this.#open.get(start)?.forEach((value, key) => {
          results.push(this.#result(start, key, value));
        });
      }
      this.#open.delete(start);
    }
    return results;
  }

  /** Starts of the windows that cover `eventTime` and are not over, oldest first. */
  #windowsOf(eventTime: Time, watermark: Time): Time[] {
    const starts: Time[] = [];
    const first = firstWindowStart(eventTime, this.#size, this.#slide);
    for (let start = first; start <= eventTime; start += this.#slide) {
      if (start + this.#size > watermark) starts.push(start);
    }
    return starts;
  }

  #result(start: Time, key: K, value: C): WindowResult<K, R> {
    return { key, window: { start, end: start + this.#size }, value: this.#aggregator.finish(value) };
  }
}

function mapAt<K, C>(byStart: ByStart<K, C>, start: Time): KeyedMap<K, C> {
  let keys = byStart.get(start);
  if (keys === undefined) {
    keys = new KeyedMap();
    byStart.set(start, keys);
  }
  return keys;
}

function byWindow(
  { window: a }: WindowResult<unknown, unknown>,
  { window: b }: WindowResult<unknown, unknown>,
): number {
  return a.end - b.end || a.start - b.start;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
