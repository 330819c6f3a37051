import { KeyedMap } from './keyed-map.ts';

/** Stands for a value where a version has no such key. */
export const GONE: unique symbol = Symbol('gone');
export type Gone = typeof GONE;

/**
 * What one version of a map has where another differs: a list, because most are written and never looked into.
 * Of several entries of a key the first counts.
 */
export class MapChanges<K, V> {
  readonly #keys: K[] = [];
  readonly #values: (V | Gone)[] = [];
  #byKey: KeyedMap<K, V | Gone> | undefined;
  #numIndexed = 0;

  get length(): number {
    return this.#keys.length;
  }

  add(key: K, value: V | Gone): void {
    this.#keys.push(key);
    this.#values.push(value);
  }

  /** The keys that differ, once each, with what the version has for them. */
  byKey(): KeyedMap<K, V | Gone> {
    this.#byKey ??= new KeyedMap();
    // The list may have grown since it was last looked into.
    for (; this.#numIndexed < this.#keys.length; this.#numIndexed += 1) {
      const key = this.#keys[this.#numIndexed] as K;
      if (!this.#byKey.has(key)) this.#byKey.add(key, this.#values[this.#numIndexed] as V | Gone);
    }
    return this.#byKey;
  }

  /** Adds the keys that are not there yet. */
  addTo(others: KeyedMap<K, V | Gone>): void {
    this.byKey().forEach((value, key) => {
      if (!others.has(key)) others.add(key, value);
    });
  }
}
