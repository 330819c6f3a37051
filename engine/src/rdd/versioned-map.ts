import { StreamingError } from '../errors.ts';
import { KeyedMap } from './keyed-map.ts';
import { GONE, type Gone, MapChanges } from './map-changes.ts';
import { type KeySlot, SlotMap } from './slot-map.ts';

/** Copies between two looks at which versions are still kept: Spark's threshold for a chain of deltas. */
const COPIES_BETWEEN_COMPACTIONS = 20;

/** One entry of the newest version. */
interface VersionedSlot<K, V> extends KeySlot<K> {
  value: V;
  /** The version that wrote it; what was there before is told already. */
  writtenBy: number;
  /** What an update was given for the key, while it runs. */
  given: unknown[] | undefined;
}

/** What all versions of one map have in common. */
interface Family<K, V> {
  readonly slots: SlotMap<K, VersionedSlot<K, V>>;
  /** The version whose entries these are. */
  owner: VersionedMap<K, V>;
  /** Those that somebody may still read. */
  versions: WeakRef<VersionedMap<K, V>>[];
  numCopies: number;
}

const NOTHING: readonly never[] = Object.freeze([]);

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
  readonly #family: Family<K, V>;
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
    this.#family =
      before !== undefined
        ? before.#family
        : { slots: new SlotMap(), owner: this, versions: [], numCopies: 0 };
    this.#family.versions.push(new WeakRef(this));
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
    const keys = new KeyedMap<K, Gone>();
    for (const version of [older, this]) {
      version.#differences().forEach((_value, key) => {
        keys.set(key, GONE);
      });
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
    const family = this.#family;
    family.numCopies += 1;
    if (family.numCopies % COPIES_BETWEEN_COMPACTIONS === 0) VersionedMap.#compact(family);
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
    const added = new KeyedMap<K, X[]>();
    try {
      // Put beside the entry, so that each record costs one look-up.
      given((key, value) => {
        const slot = slots.slot(key);
        if (slot === undefined) addTo(added, key, value);
        else if (slot.given === undefined) slot.given = [value];
        else slot.given.push(value);
      });
      slots.forEachSlot((slot) => {
        const value = next((slot.given ?? NOTHING) as readonly X[], slot.value, slot.key);
        slot.given = undefined;
        if (value === GONE) this.#remove(slot);
        else this.#write(slot, value);
      });
    } catch (error) {
      slots.forEachSlot((slot) => {
        slot.given = undefined;
      });
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
      owner.#changes = version.#takeFrom(family.slots);
      owner.#next = version;
      version.#changes = undefined;
      version.#next = undefined;
      if (!version.#isFrozen) version.#undo = owner.#changes;
    }
    family.owner = this;
  }

  /** Makes the entries those of this version. @returns what the version that had them has where they differ now */
  #takeFrom(slots: SlotMap<K, VersionedSlot<K, V>>): MapChanges<K, V> {
    const before = new MapChanges<K, V>();
    this.#changes?.byKey().forEach((value, key) => {
      const slot = slots.slot(key);
      before.add(key, slot === undefined ? GONE : slot.value);
      if (value === GONE) slots.delete(key);
      else if (slot === undefined) slots.put({ key, value, writtenBy: this.#id, given: undefined });
      else {
        slot.value = value;
        slot.writtenBy = this.#id;
      }
    });
    return before;
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
      (version.#changes as MapChanges<K, V>).byKey().forEach((value, key) => {
        if (!differences.has(key)) differences.add(key, value);
      });
    }
    return differences;
  }

  // Compaction

  /** Has each version that is kept take over what those after it knew that nobody keeps. */
  static #compact<K, V>(family: Family<K, V>): void {
    const kept = new Set<VersionedMap<K, V>>();
    for (const version of family.versions) {
      const each = version.deref();
      if (each !== undefined) kept.add(each);
    }
    family.versions = [...kept].map((version) => new WeakRef(version));
    for (const version of kept) version.#takeOver(kept, family.owner.#undo);
  }

  /** @param growing what is still written to, and so cannot be taken over */
  #takeOver(kept: ReadonlySet<VersionedMap<K, V>>, growing: MapChanges<K, V> | undefined): void {
    let next = this.#next;
    if (next === undefined || this.#changes === undefined) return;
    const byKey = this.#changes.byKey();
    for (; next.#next !== undefined && !kept.has(next) && next.#changes !== growing; next = next.#next) {
      next.#changes?.byKey().forEach((value, key) => {
        if (!byKey.has(key)) byKey.add(key, value);
      });
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

function addTo<K, X>(lists: KeyedMap<K, X[]>, key: K, value: X): void {
  const list = lists.get(key);
  if (list === undefined) lists.add(key, [value]);
  else list.push(value);
}
