import { keyedRdd } from '../../rdd/keyed-rdd.ts';
import { partitionBy } from '../../rdd/partition-by.ts';
import type { Parents } from '../../rdd/prepared.ts';
import type { Pair, RDD } from '../../rdd/rdd.ts';
import type { Time } from '../../time/duration.ts';
import type { DStream } from '../dstream.ts';
import { InitialStates } from '../state/initial-states.ts';
import { KeyedHistory } from '../state/keyed-history.ts';
import { type StateLayout, statePartitioner } from '../state/state-partitioner.ts';
import { updateEachKey } from '../state/update-each-key.ts';
import { updateEachPartition } from '../state/update-each-partition.ts';

/**
 * The next state of a key.
 *
 * @param values what this batch brought, in order; often none
 * @param state undefined: there is none yet. Give a new one, do not change this one: the batch before has it too
 * @returns undefined or null: the key is forgotten
 */
export type UpdateFunction<K, V, S> = (
  values: readonly V[],
  state: S | undefined,
  key: K,
  batchTime: Time,
) => S | undefined | null;

/**
 * The next states of a partition, from each key that is known or has values. Keys that it leaves out are forgotten;
 * of two states for one key the first counts.
 */
export type UpdatePartitionFunction<K, V, S> = (
  keys: Iterable<[key: K, values: readonly V[], state: S | undefined]>,
  batchTime: Time,
) => Iterable<Pair<K, S>>;

export interface UpdateStateOptions<K, S> extends StateLayout<K> {
  /** The state before the first batch that has an RDD. */
  readonly initialRDD?: RDD<Pair<K, S>> | undefined;
}

export interface UpdatePartitionOptions<K, S> extends UpdateStateOptions<K, S> {
  /** Whether the keys given back belong to the partition they came from. false: they are brought to theirs. */
  readonly rememberPartitioner: boolean;
}

/**
 * Keeps a state for each key. `update` is called in every batch for every known key and every new one; the stream
 * gives the whole state, as (key, state). With `rememberPartitioner` among the options it is called once a
 * partition.
 *
 * A batch for which the parent has no RDD updates the known keys with no values; before the first one that has,
 * nothing is given.
 *
 * @throws {StreamingError} in the batch: `KEY_LEFT_PARTITION` when `rememberPartitioner` is true and a key of another
 *   partition was given back; `INVALID_PARTITION` as the partitioner says
 */
export function updateStateByKey<K, V, S>(
  parent: DStream<Pair<K, V>>,
  update: UpdateFunction<K, V, S> | UpdatePartitionFunction<K, V, S>,
  options: UpdateStateOptions<K, S> | UpdatePartitionOptions<K, S> = {},
): DStream<[K, S]> {
  const { slideDuration } = parent;
  const { engine, leavesOutFailures } = parent.graph;
  const name = 'updateStateByKey';
  const partitioner = statePartitioner(options, engine);
  const inPlace = <U>(rdd: RDD<Pair<K, U>> | undefined): RDD<Pair<K, U>> | undefined =>
    rdd && partitionBy(rdd, partitioner);
  const history = new KeyedHistory<K, S>();
  const initialStates = new InitialStates<K, S>(() => inPlace(options.initialRDD));
  const stream: DStream<[K, S]> = parent.derive<[K, S]>({
    name,
    functions: [update],
    selfRemember: 2 * slideDuration,
    isState: true,
    checkpoint: history.checkpointable(() => stream, name, partitioner),
    compute(batchTime) {
      const previous = history.of(stream.getOrCompute(batchTime - slideDuration));
      const values = inPlace(parent.getOrCompute(batchTime));
      if (values === undefined && previous === undefined) return undefined;
      const initial = initialStates.after(previous?.rdd, (previous?.maps.length ?? 0) > 0);
      const parents = [values, previous?.rdd, initial].filter((rdd) => rdd !== undefined);
      const input = { states: previous?.maps, initial, values, partitioner, batchTime };
      const consequence = `the states of ${name} go on without batch ${batchTime} ms`;
      const states = history.add(
        keyedRdd<K, S>({
          name,
          partitioner,
          parents: parents as readonly RDD<unknown>[] as Parents,
          previous,
          giveUp: leavesOutFailures ? { consequence, keepsPrevious: true } : undefined,
          build: () =>
            'rememberPartitioner' in options
              ? updateEachPartition(
                  input,
                  update as UpdatePartitionFunction<K, V, S>,
                  options.rememberPartitioner,
                )
              : updateEachKey(input, update as UpdateFunction<K, V, S>),
        }),
      );
      return initialStates.beginning(states, initial);
    },
  });
  return stream;
}
