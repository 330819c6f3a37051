import type { StepFunction } from '../../rdd/engine-function.ts';
import type { Push } from '../../rdd/job-runner.ts';
import { partitionBy } from '../../rdd/partition-by.ts';
import type { Parents } from '../../rdd/prepared.ts';
import type { Pair, RDD } from '../../rdd/rdd.ts';
import { StateMap } from '../../rdd/state-map.ts';
import type { Time } from '../../time/duration.ts';
import type { DStream } from '../dstream.ts';
import { InitialStates } from './initial-states.ts';
import { MappedHistory } from './mapped-history.ts';
import { mappedRdd, mappedStates } from './mapped-states.ts';
import { type StateLayout, statePartitioner } from './state-partitioner.ts';

/** How often states are saved unless told otherwise, in slideDurations (Spark's figure for mapWithState). */
const SLIDES_BETWEEN_CHECKPOINTS = 10;

/** What a stream of states is made of. */
export interface StatefulDefinition<K, V, S, M> {
  /** Of what is mapped. */
  readonly name: string;
  readonly functions: readonly StepFunction[];
  readonly layout: StateLayout<K>;
  readonly initialState?: RDD<Pair<K, S>> | undefined;
  /**
   * Changes one partition's states by a batch's records.
   *
   * @param states the batch's own version
   * @param records pushes the records, in order
   * @returns what they were mapped to
   */
  update(states: StateMap<K, S>, records: (push: Push<Pair<K, V>>) => void, batchTime: Time): M[];
}

/** States by key that cost by the keys of a batch, and what its records were mapped to. */
export interface StatefulStream<K, S, M> {
  /** All states after each batch, as (key, state). */
  readonly states: DStream<[K, S]>;
  readonly mapped: DStream<M>;
}

export function statefulStream<K, V, S, M>(
  parent: DStream<Pair<K, V>>,
  definition: StatefulDefinition<K, V, S, M>,
): StatefulStream<K, S, M> {
  const { name, functions, layout, initialState } = definition;
  const { graph, slideDuration } = parent;
  const partitioner = statePartitioner(layout, graph.engine);
  const history = new MappedHistory<K, S, M>();
  const initialStates = new InitialStates<K, S>(() => initialState && partitionBy(initialState, partitioner));
  const states: DStream<[K, S]> = parent.derive<[K, S]>({
    name: `${name} states`,
    functions,
    selfRemember: 2 * slideDuration,
    isState: true,
    checkpoint: history.checkpointable(() => states, partitioner),
    checkpointInterval: SLIDES_BETWEEN_CHECKPOINTS * slideDuration,
    compute(batchTime) {
      const previous = history.of(states.getOrCompute(batchTime - slideDuration));
      const given = parent.getOrCompute(batchTime);
      const records = given && partitionBy(given, partitioner);
      const initial = initialStates.after(previous?.rdd, (previous?.partitions.length ?? 0) > 0);
      const parents = [previous?.rdd, records, initial].filter((rdd) => rdd !== undefined);
      const consequence = `the states of ${name} go on without batch ${batchTime} ms`;
      const made = history.add(
        mappedStates<K, S, M>({
          parents: (parents.length > 0 ? parents : [graph.engine.emptyRDD()]) as unknown as Parents,
          partitioner,
          previous,
          consequence: graph.leavesOutFailures ? consequence : undefined,
          build(partition, at) {
            const next =
              previous?.partitions[partition]?.states.copy() ?? firstStates(initial, partition, batchTime);
            const mapped = definition.update(
              next,
              (push) => {
                records?.read(partition, (record) => {
                  at.record = record;
                  push(record);
                });
                // What comes after them, timeouts, is about none of them.
                delete at.record;
              },
              batchTime,
            );
            return { states: next, mapped };
          },
        }),
      );
      return initialStates.beginning(made, initial);
    },
  });
  const mapped = states.derive<M>({
    name,
    compute(batchTime) {
      const made = history.of(states.getOrCompute(batchTime));
      return made && mappedRdd(made, name);
    },
  });
  return { states, mapped };
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
