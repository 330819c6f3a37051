import { StreamingError } from '../errors.ts';
import type { Time } from '../time/duration.ts';
import { KeyedMap } from './keyed-map.ts';
import { UpdateTimes } from './update-times.ts';
import { VersionedMap } from './versioned-map.ts';

/** A key's state and the batch that touched it last. A new state is a new entry. */
export interface StateEntry<S> {
  readonly state: S;
  readonly updateTime: Time;
}

/** A key, its state, and the batch that touched it last. */
export type StateRow<K, S> = readonly [key: K, state: S, updateTime: Time];

/** More keys listed than that, besides two for each state, and the list is made anew. */
const MOST_LISTED_IN_VAIN = 1024;

/** States by key and by the time of their last update, in versions as a {@link VersionedMap} has them. */
export class StateMap<K, S> {
  readonly #entries: VersionedMap<K, StateEntry<S>>;
  #times: UpdateTimes<K> | undefined;
  #isFrozen = false;

  constructor(entries = new VersionedMap<K, StateEntry<S>>(), times?: UpdateTimes<K>) {
    this.#entries = entries;
    this.#times = times;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: K): S | undefined {
    return this.#entries.get(key)?.state;
  }

  /** The state with the time of its update; undefined: there is none. */
  entry(key: K): StateEntry<S> | undefined {
    return this.#entries.get(key);
  }

  /** @throws {StreamingError} `MAP_VERSION_FROZEN` once it was copied, as {@link remove} does */
  put(key: K, state: S, updateTime: Time): void {
    const before = this.#entries.set(key, { state, updateTime });
    if (this.#times === undefined || (before !== undefined && before.updateTime <= updateTime)) return;
    this.#times.add(key, updateTime);
    if (this.#times.length > 2 * this.size + MOST_LISTED_IN_VAIN) this.#times = undefined;
  }

  remove(key: K): void {
    this.#entries.delete(key);
  }

  /**
   * What was touched before `threshold`, not at it, longest ago first. Once asked of a map it costs, in this and in
   * later versions, by what was touched, not by what is there.
   */
  getByTime(threshold: Time): StateRow<K, S>[] {
    const times = this.#times ?? this.#listed();
    if (!this.#isFrozen) this.#times = times;
    const rows: StateRow<K, S>[] = [];
    const seen = new KeyedMap<K, true>();
    for (const key of times.takeBefore(threshold)) {
      const entry = this.#entries.get(key);
      if (entry === undefined || seen.has(key)) continue;
      seen.add(key, true);
      times.add(key, entry.updateTime);
      if (entry.updateTime < threshold) rows.push([key, entry.state, entry.updateTime]);
    }
    return rows.sort((a, b) => a[2] - b[2]);
  }

  getAll(): StateRow<K, S>[] {
    const rows: StateRow<K, S>[] = [];
    this.forEach((state, key, updateTime) => {
      rows.push([key, state, updateTime]);
    });
    return rows;
  }

  forEach(visit: (state: S, key: K, updateTime: Time) => void): void {
    this.#entries.forEach((entry, key) => {
      visit(entry.state, key, entry.updateTime);
    });
  }

  /** The keys touched or removed since an older version; undefined when that is none of this map. */
  changedSince(older: StateMap<K, S>): K[] | undefined {
    return this.#entries.changedSince(older.#entries);
  }

  /** The next version; from now on this one can only be read. */
  copy(): StateMap<K, S> {
    const times = this.#times;
    // Goes with the next version. If that fails and is made again, it is listed again.
    this.#times = undefined;
    this.#isFrozen = true;
    return new StateMap(this.#entries.copy(), times);
  }

  #listed(): UpdateTimes<K> {
    const times = new UpdateTimes<K>();
    this.forEach((_state, key, updateTime) => {
      times.add(key, updateTime);
    });
    return times;
  }
}

/** A map without states that takes none; its copy is itself. */
export class EmptyStateMap<K, S> extends StateMap<K, S> {
  override put(key: K): never {
    throw new StreamingError(
      'STATE_MAP_EMPTY',
      `the state of key ${String(key)} cannot be put into an EmptyStateMap; it must be put into a StateMap`,
    );
  }

  override copy(): this {
    return this;
  }
}
