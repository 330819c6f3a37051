import type { KeyedRdd } from '../rdd/keyed-rdd.ts';
import type { RDD } from '../rdd/rdd.ts';

/** Finds the maps behind an RDD that a keyed stream has made, for as long as the RDD is kept. */
export class KeyedHistory<K, V> {
  readonly #made = new WeakMap<RDD<[K, V]>, KeyedRdd<K, V>>();

  /** @returns the RDD to give */
  add(keyed: KeyedRdd<K, V>): RDD<[K, V]> {
    this.#made.set(keyed.rdd, keyed);
    return keyed.rdd;
  }

  of(rdd: RDD<[K, V]> | undefined): KeyedRdd<K, V> | undefined {
    return rdd === undefined ? undefined : this.#made.get(rdd);
  }
}
