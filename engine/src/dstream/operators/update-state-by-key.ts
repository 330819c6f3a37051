import { KeyedMap } from '../../rdd/keyed-map.ts';
import { type KeyedRdd, keyedRdd } from '../../rdd/keyed-rdd.ts';
import type { Parents } from '../../rdd/prepared.ts';
import type { Pair, RDD } from '../../rdd/rdd.ts';
import type { Time } from '../../time/duration.ts';
import type { DStream } from '../dstream.ts';
import { KeyedHistory } from '../keyed-history.ts';

/**
 * The next state of a key.
 *
 * @param values what this batch brought, in order; often none
 * @returns undefined or null: the key is forgotten
 */
export type UpdateFunction<V, S> = (values: readonly V[], state: S | undefined) => S | undefined | null;

export interface UpdateStateOptions<K, S> {
  /** Of the state; default: the engine's shufflePartitions. */
  readonly numPartitions?: number | undefined;
  /** The state before the first batch that has an RDD. */
  readonly initialRDD?: RDD<Pair<K, S>> | undefined;
}

/**
 * Keeps a state for each key. `update` is called in every batch for every known key and every new one; the
 * stream gives the whole state, as (key, state).
 *
 * A batch for which the parent has no RDD updates the known keys with no values; before the first one that has,
 * nothing is given.
 */
export function updateStateByKey<K, V, S>(
  parent: DStream<Pair<K, V>>,
  update: UpdateFunction<V, S>,
  { numPartitions = parent.graph.engine.shufflePartitions, initialRDD }: UpdateStateOptions<K, S> = {},
): DStream<[K, S]> {
  const { slideDuration } = parent;
  const history = new KeyedHistory<K, S>();
  const stream: DStream<[K, S]> = parent.derive<[K, S]>({
    name: 'updateStateByKey',
    selfRemember: 2 * slideDuration,
    isState: true,
    compute(batchTime: Time) {
      const previous = history.of(stream.getOrCompute(batchTime - slideDuration));
      const values = parent.getOrCompute(batchTime)?.groupByKey(numPartitions);
      const initial = previous === undefined ? initialRDD?.groupByKey(numPartitions) : undefined;
      const parents = [values, previous?.rdd, initial].filter((rdd) => rdd !== undefined) as RDD<unknown>[];
      if (values === undefined && previous === undefined) return undefined;
      return history.add(
        keyedRdd<K, S>({
          name: 'updateStateByKey',
          numPartitions,
          parents: parents as unknown as Parents,
          build: (partition) =>
            nextState(statesOf(previous, initial, partition), valuesOf(values, partition), update),
        }),
      );
    },
  });
  return stream;
}

function nextState<K, V, S>(
  states: KeyedMap<K, S>,
  values: KeyedMap<K, V[]>,
  update: UpdateFunction<V, S>,
): KeyedMap<K, S> {
  const next = new KeyedMap<K, S>();
  const put = (key: K, state: S | undefined | null): void => {
    if (state !== undefined && state !== null) next.add(key, state);
  };
  states.forEach((state, key) => {
    put(key, update(values.get(key) ?? [], state));
  });
  values.forEach((group, key) => {
    if (!states.has(key)) put(key, update(group, undefined));
  });
  return next;
}

function statesOf<K, S>(
  previous: KeyedRdd<K, S> | undefined,
  initial: RDD<[K, S[]]> | undefined,
  partition: number,
): KeyedMap<K, S> {
  const states = previous?.maps[partition] ?? new KeyedMap<K, S>();
  initial?.read(partition, ([key, [state]]) => states.set(key, state as S));
  return states;
}

function valuesOf<K, V>(rdd: RDD<[K, V[]]> | undefined, partition: number): KeyedMap<K, V[]> {
  const values = new KeyedMap<K, V[]>();
  rdd?.read(partition, ([key, group]) => values.add(key, group));
  return values;
}
