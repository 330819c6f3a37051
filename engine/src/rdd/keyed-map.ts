import { type KeySlot, SlotMap } from './slot-map.ts';

export { canonicalKey } from './canonical-key.ts';

/** One key and its value. `value` may be set in place. */
export interface Slot<K, V> extends KeySlot<K> {
  value: V;
}

/** A map with the keys and the order of {@link SlotMap}: equal are keys that say the same. */
export class KeyedMap<K, V> extends SlotMap<K, Slot<K, V>> {
  get(key: K): V | undefined {
    return this.slot(key)?.value;
  }

  set(key: K, value: V): void {
    const slot = this.slot(key);
    if (slot === undefined) this.add(key, value);
    else slot.value = value;
  }

  /** Adds a key that is not there yet. */
  add(key: K, value: V): void {
    this.put({ key, value });
  }

  forEach(visit: (value: V, key: K) => void): void {
    this.forEachSlot((slot) => visit(slot.value, slot.key));
  }
}
