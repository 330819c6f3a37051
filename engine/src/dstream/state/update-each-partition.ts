import { StreamingError } from '../../errors.ts';
import { KeyedMap } from '../../rdd/keyed-map.ts';
import { buildPartitions, mapsOf } from '../../rdd/keyed-rdd.ts';
import type { Pair, RDD } from '../../rdd/rdd.ts';
import { VersionedMap } from '../../rdd/versioned-map.ts';
import type { UpdatePartitionFunction } from '../operators/update-state-by-key.ts';
import { statesBefore, type UpdateInput } from './update-input.ts';

/** The states after a batch, worked out a partition at a time. */
export async function updateEachPartition<K, V, S>(
  input: UpdateInput<K, V, S>,
  update: UpdatePartitionFunction<K, V, S>,
  rememberPartitioner: boolean,
): Promise<VersionedMap<K, S>[]> {
  const { partitioner, batchTime } = input;
  const { numPartitions } = partitioner;
  const given = (partition: number): Iterable<Pair<K, S>> =>
    update(keysOf(statesBefore(input, partition), input.values, partition), batchTime);
  if (!rememberPartitioner) {
    const rows = await buildPartitions(numPartitions, (partition) => [...given(partition)]);
    return mapsOf(rows.flat(), partitioner);
  }
  return buildPartitions(numPartitions, (partition) => {
    const next = new VersionedMap<K, S>();
    for (const [key, state] of given(partition)) {
      if (partitioner.partitionOf(key) !== partition) throw keyLeftPartition(key, partition);
      if (!next.has(key)) next.set(key, state);
    }
    return next;
  });
}

function keysOf<K, V, S>(
  states: VersionedMap<K, S>,
  records: RDD<Pair<K, V>> | undefined,
  partition: number,
): Iterable<[K, readonly V[], S | undefined]> {
  const values = new KeyedMap<K, V[]>();
  records?.read(partition, ([key, value]) => {
    const slot = values.slot(key);
    if (slot === undefined) values.add(key, [value]);
    else slot.value.push(value);
  });
  const keys: [K, readonly V[], S | undefined][] = [];
  states.forEach((state, key) => {
    keys.push([key, values.get(key) ?? [], state]);
  });
  values.forEach((group, key) => {
    if (!states.has(key)) keys.push([key, group, undefined]);
  });
  return keys.values();
}

function keyLeftPartition(key: unknown, partition: number): StreamingError {
  return new StreamingError(
    'KEY_LEFT_PARTITION',
    `the update of partition ${partition} gave key ${String(key)}, which belongs to another; with rememberPartitioner true keys must stay`,
    { fix: 'Set rememberPartitioner to false when the update changes keys.' },
  );
}
