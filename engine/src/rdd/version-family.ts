import { SlotMap } from './slot-map.ts';
import type { VersionedMap } from './versioned-map.ts';
import type { VersionedSlot } from './versioned-slot.ts';

/** Copies between two looks at which versions are still kept: Spark's threshold for a chain of deltas. */
const COPIES_BETWEEN_COMPACTIONS = 20;

/** What all versions of one map have in common. */
export class VersionFamily<K, V> {
  readonly slots = new SlotMap<K, VersionedSlot<K, V>>();
  /** The version whose entries these are. */
  owner: VersionedMap<K, V>;
  /** Those that somebody may still read. */
  #versions: WeakRef<VersionedMap<K, V>>[] = [];
  #numCopies = 0;

  constructor(owner: VersionedMap<K, V>) {
    this.owner = owner;
  }

  add(version: VersionedMap<K, V>): void {
    this.#versions.push(new WeakRef(version));
  }

  /** Called at each copy. @returns at every 20th the versions that are kept, else none */
  keptWhenDue(): ReadonlySet<VersionedMap<K, V>> {
    const kept = new Set<VersionedMap<K, V>>();
    this.#numCopies += 1;
    if (this.#numCopies % COPIES_BETWEEN_COMPACTIONS !== 0) return kept;
    for (const version of this.#versions) {
      const each = version.deref();
      if (each !== undefined) kept.add(each);
    }
    this.#versions = [...kept].map((version) => new WeakRef(version));
    return kept;
  }
}
