import type { Partitioner } from '../../rdd/partitioner.ts';
import type { Pair, RDD } from '../../rdd/rdd.ts';
import { VersionedMap } from '../../rdd/versioned-map.ts';
import type { Time } from '../../time/duration.ts';

/** What one batch of updateStateByKey works on; the RDDs are laid out as the states are. */
export interface UpdateInput<K, V, S> {
  /** The batch before; undefined: this is the first. */
  readonly states: readonly VersionedMap<K, S>[] | undefined;
  /** In place of states in the first batch; of two of a key the first counts. */
  readonly initial: RDD<Pair<K, S>> | undefined;
  /** undefined: the parent has no RDD. */
  readonly values: RDD<Pair<K, V>> | undefined;
  readonly partitioner: Partitioner;
  readonly batchTime: Time;
}

/** A partition's states before the batch; not to be written to. */
export function statesBefore<K, V, S>(
  { states, initial }: UpdateInput<K, V, S>,
  partition: number,
): VersionedMap<K, S> {
  const known = states?.[partition];
  if (known !== undefined) return known;
  const first = new VersionedMap<K, S>();
  initial?.read(partition, ([key, state]) => {
    if (!first.has(key)) first.set(key, state);
  });
  return first;
}
