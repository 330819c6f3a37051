import { KeyedMap } from './keyed-map.ts';
import { GONE, MapChanges } from './map-changes.ts';
import type { KeySlot, SlotMap } from './slot-map.ts';

/** One entry of a map's newest version. */
export interface VersionedSlot<K, V> extends KeySlot<K> {
  value: V;
  /** The version that wrote it; what was there before is told already. */
  writtenBy: number;
  /** What an update was given for the key, while it runs. */
  given: unknown[] | undefined;
}

/**
 * Makes the entries those of another version.
 *
 * @param changes what the other version has where the entries differ
 * @param version the other's number
 * @returns what the entries had there
 */
export function exchange<K, V>(
  slots: SlotMap<K, VersionedSlot<K, V>>,
  changes: MapChanges<K, V>,
  version: number,
): MapChanges<K, V> {
  const before = new MapChanges<K, V>();
  changes.byKey().forEach((value, key) => {
    const slot = slots.slot(key);
    before.add(key, slot === undefined ? GONE : slot.value);
    if (value === GONE) slots.delete(key);
    else if (slot === undefined) slots.put({ key, value, writtenBy: version, given: undefined });
    else {
      slot.value = value;
      slot.writtenBy = version;
    }
  });
  return before;
}

const NOTHING: readonly never[] = Object.freeze([]);

/**
 * Puts what there is for each key beside its entry, so that a record costs one look-up.
 *
 * @returns what there is for keys without an entry
 */
export function giveTo<K, V, X>(
  slots: SlotMap<K, VersionedSlot<K, V>>,
  given: (push: (key: K, value: X) => void) => void,
): KeyedMap<K, X[]> {
  const added = new KeyedMap<K, X[]>();
  given((key, value) => {
    const slot = slots.slot(key);
    if (slot === undefined) addTo(added, key, value);
    else if (slot.given === undefined) slot.given = [value];
    else slot.given.push(value);
  });
  return added;
}

/** What an entry was given; it is taken away from it. */
export function takeGiven<K, V, X>(slot: VersionedSlot<K, V>): readonly X[] {
  const given = (slot.given ?? NOTHING) as readonly X[];
  slot.given = undefined;
  return given;
}

/** Takes away what is left when an update has failed. */
export function takeAllGiven<K, V>(slots: SlotMap<K, VersionedSlot<K, V>>): void {
  slots.forEachSlot((slot) => {
    slot.given = undefined;
  });
}

function addTo<K, X>(lists: KeyedMap<K, X[]>, key: K, value: X): void {
  const list = lists.get(key);
  if (list === undefined) lists.add(key, [value]);
  else list.push(value);
}
