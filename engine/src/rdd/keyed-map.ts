/** One key and its value. `value` may be set in place. */
export interface Slot<K, V> {
  readonly key: K;
  value: V;
}

/**
 * A map whose keys are equal when they say the same: `['a', 1]` is one key however often it is made, and so is
 * `{ id: 7 }`. Strings and numbers cost what they cost in a Map. Entries come in insertion order, primitive
 * keys first.
 */
export class KeyedMap<K, V> {
  readonly #primitive = new Map<unknown, Slot<K, V>>();
  #structured: Map<string, Slot<K, V>> | undefined;

  get size(): number {
    return this.#primitive.size + (this.#structured?.size ?? 0);
  }

  /** The key's entry, to read and to change its value with one look-up. */
  slot(key: K): Slot<K, V> | undefined {
    if (typeof key !== 'object' || key === null) return this.#primitive.get(key);
    return this.#structured?.get(canonicalKey(key));
  }

  get(key: K): V | undefined {
    return this.slot(key)?.value;
  }

  has(key: K): boolean {
    return this.slot(key) !== undefined;
  }

  set(key: K, value: V): void {
    const slot = this.slot(key);
    if (slot === undefined) this.add(key, value);
    else slot.value = value;
  }

  /** Adds a key that is not there yet. */
  add(key: K, value: V): void {
    if (typeof key !== 'object' || key === null) {
      this.#primitive.set(key, { key, value });
    } else {
      this.#structured ??= new Map();
      this.#structured.set(canonicalKey(key), { key, value });
    }
  }

  delete(key: K): boolean {
    if (typeof key !== 'object' || key === null) return this.#primitive.delete(key);
    return this.#structured?.delete(canonicalKey(key)) ?? false;
  }

  forEach(visit: (value: V, key: K) => void): void {
    for (const slot of this.#primitive.values()) visit(slot.value, slot.key);
    if (this.#structured === undefined) return;
    for (const slot of this.#structured.values()) visit(slot.value, slot.key);
  }
}

/** A text that is the same for equal keys and different for others: `["a",1]`, `{"id":7}` (names sorted). */
export function canonicalKey(key: unknown): string {
  if (typeof key === 'string') return JSON.stringify(key);
  if (typeof key === 'bigint') return `${key}n`;
  if (typeof key === 'number') return String(key === 0 ? 0 : key);
  if (typeof key !== 'object' || key === null) return String(key);
  if (Array.isArray(key)) return `[${key.map(canonicalKey).join(',')}]`;
  if (key instanceof Date) return `Date(${key.getTime()})`;
  const fields = Object.entries(key).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${canonicalKey(value)}`).join(',')}}`;
}
