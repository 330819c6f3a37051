import { StreamingError } from '../../errors.ts';
import { KeyedMap } from '../../rdd/keyed-map.ts';
import type { Pair, RDD } from '../../rdd/rdd.ts';
import { VersionedMap } from '../../rdd/versioned-map.ts';

/** Two values of a key as one. */
export type Merge<V> = (a: V, b: V) => V;

/** What makes a window of the one before it. The RDDs have one value a key and are laid out as the windows are. */
export interface WindowSlide<K, V> {
  readonly previous: readonly VersionedMap<K, V>[] | undefined;
  readonly leaving: RDD<Pair<K, V>> | undefined;
  /** One after another. */
  readonly entering: readonly RDD<Pair<K, V>>[];
  readonly f: Merge<V>;
  readonly inverse: Merge<V>;
  readonly filterFunc: ((pair: [K, V]) => boolean) | undefined;
}

/**
 * One partition of the next window: what leaves is taken away, then what enters is added. Looks only at the keys of
 * both.
 *
 * @throws {StreamingError} `WINDOW_KEY_UNKNOWN` when a key leaves that is not there and does not enter either
 */
export function slideWindow<K, V>(slide: WindowSlide<K, V>, partition: number): VersionedMap<K, V> {
  const { previous, leaving, entering, f, inverse, filterFunc } = slide;
  const window = previous?.[partition]?.copy() ?? new VersionedMap<K, V>();
  const unknown = new KeyedMap<K, true>();
  const changed: K[] = [];
  leaving?.read(partition, ([key, value]) => {
    const before = window.get(key);
    if (before === undefined) unknown.set(key, true);
    else window.set(key, inverse(before, value));
    changed.push(key);
  });
  for (const each of entering) {
    each.read(partition, ([key, value]) => {
      const before = window.get(key);
      window.set(key, before === undefined ? value : f(before, value));
      unknown.delete(key);
      changed.push(key);
    });
  }
  unknown.forEach((_true, key) => {
    throw keyUnknown(key);
  });
  if (filterFunc !== undefined) forget(window, changed, filterFunc);
  return window;
}

function forget<K, V>(
  window: VersionedMap<K, V>,
  changed: readonly K[],
  filterFunc: (pair: [K, V]) => boolean,
): void {
  for (const key of changed) {
    const value = window.get(key);
    if (value !== undefined && !filterFunc([key, value])) window.delete(key);
  }
}

function keyUnknown(key: unknown): StreamingError {
  return new StreamingError(
    'WINDOW_KEY_UNKNOWN',
    `Neither previous window has value for key ${JSON.stringify(key)}, nor new values found; a key that leaves must be there`,
    {
      fix: 'Let filterFunc drop a key only when none of its values is left in the window, and do not change keys in place.',
    },
  );
}
