import { type Action, defineAction } from './action.ts';
import type { StepFunction } from './engine-function.ts';
import { KeyedMap } from './keyed-map.ts';
import { recordsOf } from './step.ts';

// What can be done with one partition's records, in whatever thread they are.

const collectAction = defineAction<readonly [], unknown[]>('collect', (_call, read) => recordsOf(read));

/** The records, as a list. */
export function collecting<T>(): Action<T[]> {
  return collectAction([], undefined) as Action<T[]>;
}

const countAction = defineAction<readonly [], number>('count', (_call, read) => {
  let counted = 0;
  read(() => {
    counted += 1;
  });
  return counted;
});

/** How many records there are. */
export function counting(): Action<number> {
  return countAction([], undefined);
}

/** Thrown through a partition's loop to end it early. */
const ENOUGH = Symbol('enough');

const takeAction = defineAction<readonly [], unknown[], number>('take', ({ params: num }, read) => {
  const records: unknown[] = [];
  try {
    read((record) => {
      records.push(record);
      if (records.length >= num) throw ENOUGH;
    });
  } catch (thrown) {
    if (thrown !== ENOUGH) throw thrown;
  }
  return records;
});

/** The first `num` records; no more than those are computed. */
export function taking<T>(num: number): Action<T[]> {
  return takeAction([], num) as Action<T[]>;
}

const reduceAction = defineAction<readonly [StepFunction], unknown[]>(
  'reduce',
  ({ functions: [f] }, read) => {
    const reduced: unknown[] = [];
    read((record) => {
      reduced[0] = reduced.length === 0 ? record : f(reduced[0], record);
    });
    return reduced;
  },
);

/** All records made one, as a list of one; of none when there is no record. */
export function reducing<T>(f: (a: T, b: T) => T): Action<T[]> {
  return reduceAction([f], undefined) as Action<T[]>;
}

const foreachAction = defineAction<readonly [StepFunction], void>('foreach', ({ functions: [f] }, read) =>
  read((record) => {
    f(record);
  }),
);

export function forEachRecord<T>(f: (record: T) => void): Action<void> {
  return foreachAction([f], undefined);
}

const foreachPartitionAction = defineAction<readonly [StepFunction], void>(
  'foreachPartition',
  ({ functions: [f] }, read, partition) => f(recordsOf(read), partition),
);

/** Calls `f` once, with all records; waits for what it returns. */
export function forEachPartition<T>(
  f: (records: T[], partition: number) => void | Promise<void>,
): Action<void> {
  return foreachPartitionAction([f], undefined);
}

const combineAction = defineAction<readonly [StepFunction, StepFunction], KeyedMap<unknown, unknown>>(
  'combine',
  ({ functions: [createCombiner, mergeValue] }, read) => {
    const combined = new KeyedMap<unknown, unknown>();
    read((pair) => {
      const slot = combined.slot(pair[0]);
      if (slot === undefined) combined.add(pair[0], createCombiner(pair[1]));
      else slot.value = mergeValue(slot.value, pair[1]);
    });
    return combined;
  },
  { pack: packMap, unpack: unpackMap },
);

/** The values of each key combined. @param operator whose functions these are, for errors */
export function combining<K, V, C>(
  createCombiner: (value: V) => C,
  mergeValue: (combiner: C, value: V) => C,
  operator: string,
): Action<KeyedMap<K, C>> {
  return combineAction([createCombiner, mergeValue], undefined, operator) as Action<KeyedMap<K, C>>;
}

interface PackedMap {
  readonly keys: unknown[];
  readonly values: unknown[];
}

/** Two lists: half the objects of a list of pairs, and the order of the keys stays. */
function packMap(map: KeyedMap<unknown, unknown>): PackedMap {
  const packed: PackedMap = { keys: [], values: [] };
  map.forEach((value, key) => {
    packed.keys.push(key);
    packed.values.push(value);
  });
  return packed;
}

function unpackMap(packed: unknown): KeyedMap<unknown, unknown> {
  const { keys, values } = packed as PackedMap;
  const map = new KeyedMap<unknown, unknown>();
  for (const [i, key] of keys.entries()) map.add(key, values[i]);
  return map;
}
