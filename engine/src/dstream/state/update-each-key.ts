import { buildPartitions } from '../../rdd/keyed-rdd.ts';
import { GONE } from '../../rdd/map-changes.ts';
import type { VersionedMap } from '../../rdd/versioned-map.ts';
import type { UpdateFunction } from '../operators/update-state-by-key.ts';
import { statesBefore, type UpdateInput } from './update-input.ts';

/** The states after a batch: known keys first, in their order, then new ones. What did not change costs its call. */
export function updateEachKey<K, V, S>(
  input: UpdateInput<K, V, S>,
  update: UpdateFunction<K, V, S>,
): Promise<VersionedMap<K, S>[]> {
  const { partitioner, values, batchTime } = input;
  return buildPartitions(partitioner.numPartitions, (partition, at) => {
    const next = statesBefore(input, partition).copy();
    next.update<V>(
      (push) => values?.read(partition, ([key, value]) => push(key, value)),
      (given, state, key) => {
        at.record = key;
        return update(given, state, key, batchTime) ?? GONE;
      },
    );
    return next;
  });
}
