import { StreamingError } from '../errors.ts';
import { KeyedMap } from './keyed-map.ts';
import { GONE, type Gone, MapChanges } from './map-changes.ts';
import { VersionFamily } from './version-family.ts';
import { exchange, giveTo, takeAllGiven, takeGiven, type VersionedSlot } from './versioned-slot.ts';

let numVersions = 0;

/**
 * A map of which the next batch makes a new version by recording only what it changes. The old version can be read
 * for as long as somebody keeps it; nothing is copied for it.
 *
 *     older ──what differs──▶ old ──what differs──▶ newest: the entries
 *
 * The newest version costs what a map costs. One that nobody keeps is forgotten, and so is what only it knew. To
 * write to another version than the newest (a batch is tried again) moves the entries there first.
 *
 * Keys and order are those of {@link SlotMap}; an old version may tell keys that were deleted since last. Values are
 * compared by identity: put a new one, never change one in place.
 */
export class VersionedMap<K, V> {
  readonly #id: number;
  readonly #family: VersionFamily<K, V>;
  #size = 0;
  #isFrozen = false;
  /** The next version on the way to the newest, and what this one has where that differs. */
  #next: VersionedMap<K, V> | undefined;
  #changes: MapChanges<K, V> | undefined;
  /** The newest while it is written to: where the version before is told what was there. */
  #undo: MapChanges<K, V> | undefined;

  constructor(before?: VersionedMap<K, V>) {
    numVersions += 1;
    this.#id = numVersions;
    this.#family = before === undefined ? new VersionFamily<K, V>(this) : before.#family;
    this.#family.add(this);
    if (before === undefined) return;
    this.#size = before.#size;
    this.#next = before.#isSameAsNext() ? before.#next : before;
    this.#changes = new MapChanges();
  }

  get size(): number {
    return this.#size;
  }

  get(key: K): V | undefined {
    const value = this.#find(key);
    return value === GONE ? undefined : value;
  }

  has(key: K): boolean {
    return this.#find(key) !== GONE;
  }

  forEach(visit: (value: V, key: K) => void): void {
    const { slots } = this.#family;
    if (this.#next === undefined) {
      slots.forEachSlot((slot) => visit(slot.value, slot.key));
      return;
    }
    const differences = this.#differences();
    slots.forEachSlot(({ key, value }) => {
      const different = differences.slot(key);
      if (different === undefined) visit(value, key);
      else if (different.value !== GONE) visit(different.value, key);
    });
    differences.forEach((value, key) => {
      if (value !== GONE && !slots.has(key)) visit(value, key);
    });
  }

  /** The keys in which an older version of the same map differs, each once; the newest values are asked from this. */
  changedSince(older: VersionedMap<K, V>): K[] | undefined {
    if (older.#family !== this.#family) return undefined;
    const keys = older.#differences();
    for (let version: VersionedMap<K, V> = this; version.#next !== undefined; version = version.#next) {
      version.#changes?.addTo(keys);
    }
    const changed: K[] = [];
    keys.forEach((_value, key) => {
      if (older.#find(key) !== this.#find(key)) changed.push(key);
    });
    return changed;
  }

  // Writing

  /** The next version, equal until it is written to. From now on this one can only be read. */
  copy(): VersionedMap<K, V> {
    this.#isFrozen = true;
    this.#undo = undefined;
    const kept = this.#family.keptWhenDue();
    for (const version of kept) version.#takeOver(kept, this.#family.owner.#undo);
    return new VersionedMap(this);
  }

  /**
   * @returns what was there before
   * @throws {StreamingError} `MAP_VERSION_FROZEN` once it was copied, as {@link delete} and {@link update} do
   */
  set(key: K, value: V): V | undefined {
    this.#own();
    const slot = this.#family.slots.slot(key);
    if (slot !== undefined) {
      const before = slot.value;
      this.#write(slot, value);
      return before;
    }
    this.#undo?.add(key, GONE);
    this.#family.slots.put({ key, value, writtenBy: this.#id, given: undefined });
    this.#size += 1;
    return undefined;
  }

  delete(key: K): boolean {
    this.#own();
    const slot = this.#family.slots.slot(key);
    if (slot !== undefined) this.#remove(slot);
    return slot !== undefined;
  }

  /**
   * Gives every entry its next value, then every new key its first. Entries whose value stays cost nothing later.
   *
   * @param given pushes what there is for a key, as often as it likes
   * @param next gets all that was given for the key, in order; GONE: no such key
   */
  update<X>(
    given: (push: (key: K, value: X) => void) => void,
    next: (given: readonly X[], value: V | undefined, key: K) => V | Gone,
  ): void {
    this.#own();
    const { slots } = this.#family;
    let added: KeyedMap<K, X[]>;
    try {
      added = giveTo(slots, given);
      slots.forEachSlot((slot) => {
        const value = next(takeGiven(slot), slot.value, slot.key);
        if (value === GONE) this.#remove(slot);
        else this.#write(slot, value);
      });
    } catch (error) {
      takeAllGiven(slots);
      throw error;
    }
    added.forEach((values, key) => {
      const value = next(values, undefined, key);
      if (value !== GONE) this.set(key, value);
    });
  }

  #write(slot: VersionedSlot<K, V>, value: V): void {
    if (value === slot.value) return;
    if (slot.writtenBy !== this.#id) {
      this.#undo?.add(slot.key, slot.value);
      slot.writtenBy = this.#id;
    }
    slot.value = value;
  }

  #remove(slot: VersionedSlot<K, V>): void {
    if (slot.writtenBy !== this.#id) this.#undo?.add(slot.key, slot.value);
    this.#family.slots.delete(slot.key);
    this.#size -= 1;
  }

  /** A version that changed nothing need not be in the chain; batches without changes make none. */
  #isSameAsNext(): boolean {
    // While the owner writes, what differs may still grow.
    return this.#changes?.length === 0 && this.#changes !== this.#family.owner.#undo;
  }

  /** Makes this version the newest: the entries become its own, step by step from the one that has them. */
  #own(): void {
    if (this.#isFrozen) {
      throw new StreamingError(
        'MAP_VERSION_FROZEN',
        'this version of the map was copied; only the newest version may be written to',
      );
    }
    const family = this.#family;
    if (family.owner === this) return;
    const way: VersionedMap<K, V>[] = [];
    for (let version: VersionedMap<K, V> = this; version.#next !== undefined; version = version.#next) {
      way.push(version);
    }
    for (const version of way.reverse()) {
      const owner = version.#next as VersionedMap<K, V>;
      owner.#undo = undefined;
      owner.#changes = exchange(family.slots, version.#changes as MapChanges<K, V>, version.#id);
      owner.#next = version;
      version.#changes = undefined;
      version.#next = undefined;
      if (!version.#isFrozen) version.#undo = owner.#changes;
    }
    family.owner = this;
  }

  // Reading an older version

  #find(key: K): V | Gone {
    let version: VersionedMap<K, V> = this;
    while (version.#next !== undefined) {
      const different = (version.#changes as MapChanges<K, V>).byKey().slot(key);
      if (different !== undefined) return different.value;
      version = version.#next;
    }
    const slot = this.#family.slots.slot(key);
    return slot === undefined ? GONE : slot.value;
  }

  /** What this version has where the newest differs. */
  #differences(): KeyedMap<K, V | Gone> {
    const differences = new KeyedMap<K, V | Gone>();
    for (let version: VersionedMap<K, V> = this; version.#next !== undefined; version = version.#next) {
      version.#changes?.addTo(differences);
    }
    return differences;
  }

  // Compaction

  /**
   * Takes over what the versions after it knew that nobody keeps.
   *
   * @param growing what is still written to, and so cannot be taken over
   */
  #takeOver(kept: ReadonlySet<VersionedMap<K, V>>, growing: MapChanges<K, V> | undefined): void {
    let next = this.#next;
    if (next === undefined || this.#changes === undefined) return;
    const byKey = this.#changes.byKey();
    for (; next.#next !== undefined && !kept.has(next) && next.#changes !== growing; next = next.#next) {
      next.#changes?.addTo(byKey);
    }
    if (next === this.#next) return;
    this.#next = next;
    const changes = new MapChanges<K, V>();
    byKey.forEach((value, key) => {
      if (next.#find(key) !== value) changes.add(key, value);
    });
    this.#changes = changes;
  }
}
