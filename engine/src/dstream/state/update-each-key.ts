import type { KeyedMap } from '../../rdd/keyed-map.ts';
import { buildPartitions } from '../../rdd/keyed-rdd.ts';
import { GONE } from '../../rdd/map-changes.ts';
import type { VersionedMap } from '../../rdd/versioned-map.ts';
import type { Time } from '../../time/duration.ts';
import type { UpdateFunction } from '../operators/update-state-by-key.ts';
import { NO_VALUES, statesBefore, type UpdateInput, valuesByKey } from './update-input.ts';

/** The states after a batch: known keys first, in their order, then new ones. What did not change costs only its call. */
export function updateEachKey<K, V, S>(
  input: UpdateInput<K, V, S>,
  update: UpdateFunction<K, V, S>,
): Promise<VersionedMap<K, S>[]> {
  return buildPartitions(input.partitioner.numPartitions, (partition) =>
    updated(statesBefore(input, partition), valuesByKey(input.values, partition), update, input.batchTime),
  );
}

function updated<K, V, S>(
  states: VersionedMap<K, S>,
  values: KeyedMap<K, V[]>,
  update: UpdateFunction<K, V, S>,
  batchTime: Time,
): VersionedMap<K, S> {
  const next = states.copy();
  const newKeys: [K, V[]][] = [];
  values.forEach((group, key) => {
    if (!next.has(key)) newKeys.push([key, group]);
  });
  next.update((state, key) => update(values.get(key) ?? NO_VALUES, state, key, batchTime) ?? GONE);
  for (const [key, group] of newKeys) {
    const state = update(group, undefined, key, batchTime) ?? undefined;
    if (state !== undefined) next.set(key, state);
  }
  return next;
}
