import type { Pair } from '../../rdd/rdd.ts';
import type { Duration } from '../../time/duration.ts';
import type { DStream } from '../dstream.ts';
import type { MapWithStateDStream } from '../state/map-with-state-dstream.ts';
import type { StateSpec } from '../state/state-spec.ts';
import { statefulStream } from '../state/stateful-stream.ts';
import { updateRecordWithData } from '../state/update-record.ts';

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
  const { mapping, isSimple, initialState, timeout } = spec.settings;
  const { graph } = parent;
  let timeoutInterval: Duration = parent.slideDuration;
  const { states, mapped } = statefulStream<K, V, S, M>(parent, {
    name: 'mapWithState',
    functions: [mapping],
    layout: spec.settings,
    initialState,
    update: (partition, records, batchTime) =>
      updateRecordWithData(partition, records, {
        mapping,
        isSimple,
        batchTime,
        timeoutThreshold: timeout && batchTime - timeout,
        removeTimedOut: graph.isValidTime(batchTime, timeoutInterval),
      }),
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
