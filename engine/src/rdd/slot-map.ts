import { canonicalKey } from './canonical-key.ts';

/** What a map keeps for a key. A class of its own values may keep more in it. */
export interface KeySlot<K> {
  readonly key: K;
}

/**
 * Slots by key. Keys are equal when they say the same: `['a', 1]` is one key however often it is made, and so is
 * `{ id: 7 }`. Strings and numbers cost what they cost in a Map. Slots come in insertion order, those of primitive
 * keys first; one that is put in during a loop is part of the loop.
 */
export class SlotMap<K, S extends KeySlot<K>> {
  readonly #primitive = new Map<unknown, S>();
  #structured: Map<string, S> | undefined;

  get size(): number {
    return this.#primitive.size + (this.#structured?.size ?? 0);
  }

  /** The key's slot, to read and to change with one look-up. */
  slot(key: K): S | undefined {
    if (typeof key !== 'object' || key === null) return this.#primitive.get(key);
    return this.#structured?.get(canonicalKey(key));
  }

  /** Puts in the slot of a key that is not there yet. */
  put(slot: S): void {
    const { key } = slot;
    if (typeof key !== 'object' || key === null) {
      this.#primitive.set(key, slot);
    } else {
      this.#structured ??= new Map();
      this.#structured.set(canonicalKey(key), slot);
    }
  }

  has(key: K): boolean {
    return this.slot(key) !== undefined;
  }

  delete(key: K): boolean {
    if (typeof key !== 'object' || key === null) return this.#primitive.delete(key);
    return this.#structured?.delete(canonicalKey(key)) ?? false;
  }

  forEachSlot(visit: (slot: S) => void): void {
    for (const slot of this.#primitive.values()) visit(slot);
    if (this.#structured === undefined) return;
    for (const slot of this.#structured.values()) visit(slot);
  }
}
