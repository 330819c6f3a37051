import { KeyedMap } from '../../rdd/keyed-map.ts';
import type { Partitioner } from '../../rdd/partitioner.ts';
import type { Pair, RDD } from '../../rdd/rdd.ts';
import { VersionedMap } from '../../rdd/versioned-map.ts';
import type { Time } from '../../time/duration.ts';

/** What one batch of updateStateByKey works on; the RDDs are laid out as the states are. */
export interface UpdateInput<K, V, S> {
  /** The batch before; undefined: this is the first. */
  readonly states: readonly VersionedMap<K, S>[] | undefined;
  /** In place of states in the first batch. */
  readonly initial: RDD<Pair<K, S[]>> | undefined;
  /** undefined: the parent has no RDD. */
  readonly values: RDD<Pair<K, V[]>> | undefined;
  readonly partitioner: Partitioner;
  readonly batchTime: Time;
}

/** A partition's states before the batch; not to be written to. */
export function statesBefore<K, S>(
  { states, initial }: Pick<UpdateInput<K, unknown, S>, 'states' | 'initial'>,
  partition: number,
): VersionedMap<K, S> {
  const known = states?.[partition];
  if (known !== undefined) return known;
  const first = new VersionedMap<K, S>();
  initial?.read(partition, ([key, [state]]) => first.set(key, state as S));
  return first;
}

/** The values that a batch brought for each key of a partition. */
export function valuesByKey<K, V>(rdd: RDD<Pair<K, V[]>> | undefined, partition: number): KeyedMap<K, V[]> {
  const values = new KeyedMap<K, V[]>();
  rdd?.read(partition, ([key, group]) => values.add(key, group));
  return values;
}

/** What a key gets that the batch brought nothing for. */
export const NO_VALUES: readonly never[] = Object.freeze([]);
