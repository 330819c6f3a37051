import { partitionBy } from '../../rdd/partition-by.ts';
import type { Parents } from '../../rdd/prepared.ts';
import type { Pair, RDD } from '../../rdd/rdd.ts';
import { StateMap } from '../../rdd/state-map.ts';
import type { Duration, Time } from '../../time/duration.ts';
import type { DStream } from '../dstream.ts';
import type { MapWithStateDStream } from '../state/map-with-state-dstream.ts';
import { MappedHistory } from '../state/mapped-history.ts';
import { mappedRdd, mappedStates } from '../state/mapped-states.ts';
import { statePartitioner } from '../state/state-partitioner.ts';
import type { StateSpec } from '../state/state-spec.ts';
import { updateRecordWithData } from '../state/update-record.ts';

/** How often states are saved unless told otherwise, in slideDurations (Spark's figure). */
const SLIDES_BETWEEN_CHECKPOINTS = 10;

/**
 * Maps each record with the state of its key, which the mapping may set or remove. Costs by the keys of the batch
 * and those whose timeout has passed, whatever is kept.
 *
 *     records           a 1 │ b 1 │ a 2
 *     mapping (a sum)   1   │ 1   │ 3        one after another, each sees what the one before it has done
 *
 * Timeouts are looked for in every batch, after its records: a state goes at the first batch that is more than the
 * timeout later than the one that touched it.
 *
 * @returns what the mapping gave, in the order of the records in each partition; then what it gave for timeouts,
 *   longest untouched first
 */
export function mapWithState<K, V, S, M>(
  parent: DStream<Pair<K, V>>,
  spec: StateSpec<K, V, S, M>,
): MapWithStateDStream<M, K, S> {
  const { graph, slideDuration } = parent;
  const { mapping, isSimple, initialState, timeout } = spec.settings;
  const partitioner = statePartitioner(spec.settings, graph.engine);
  const history = new MappedHistory<K, S, M>();
  let timeoutInterval: Duration = slideDuration;
  const inPlace = <U>(rdd: RDD<Pair<K, U>> | undefined): RDD<Pair<K, U>> | undefined =>
    rdd && partitionBy(rdd, partitioner);

  const states: DStream<[K, S]> = parent.derive<[K, S]>({
    name: 'stateSnapshots',
    functions: [mapping],
    selfRemember: 2 * slideDuration,
    isState: true,
    checkpoint: history.checkpointable(() => states, partitioner),
    checkpointInterval: SLIDES_BETWEEN_CHECKPOINTS * slideDuration,
    compute(batchTime) {
      const previous = history.of(states.getOrCompute(batchTime - slideDuration));
      const records = inPlace(parent.getOrCompute(batchTime));
      const initial = previous === undefined ? inPlace(initialState) : undefined;
      const parents = [previous?.rdd, records, initial].filter((rdd) => rdd !== undefined);
      const update = {
        mapping,
        isSimple,
        batchTime,
        timeoutThreshold: timeout && batchTime - timeout,
        removeTimedOut: graph.isValidTime(batchTime, timeoutInterval),
      };
      return history.add(
        mappedStates<K, S, M>({
          parents: (parents.length > 0 ? parents : [graph.engine.emptyRDD()]) as unknown as Parents,
          partitioner,
          build(partition) {
            const next =
              previous?.partitions[partition]?.states.copy() ?? firstStates(initial, partition, batchTime);
            const mapped = updateRecordWithData(next, (push) => records?.read(partition, push), update);
            return { states: next, mapped };
          },
        }),
      );
    },
  });

  const mapped = states.derive<M>({
    name: 'mapWithState',
    compute(batchTime) {
      const made = history.of(states.getOrCompute(batchTime));
      return made && mappedRdd(made);
    },
  });
  return Object.defineProperties(mapped, {
    stateSnapshots: { value: () => states },
    checkpoint: {
      value(interval: Duration) {
        states.checkpoint(interval);
        timeoutInterval = interval;
        return mapped;
      },
    },
    stateCheckpointInterval: { get: () => states.checkpointInterval },
  }) as MapWithStateDStream<M, K, S>;
}

function firstStates<K, S>(
  initial: RDD<Pair<K, S>> | undefined,
  partition: number,
  batchTime: Time,
): StateMap<K, S> {
  const states = new StateMap<K, S>();
  initial?.read(partition, ([key, state]) => {
    if (states.entry(key) === undefined) states.put(key, state, batchTime);
  });
  return states;
}
