import type { Push } from '../../rdd/job-runner.ts';
import type { Pair } from '../../rdd/rdd.ts';
import type { StateMap } from '../../rdd/state-map.ts';
import type { Time } from '../../time/duration.ts';
import { StateCell } from './state.ts';
import type { MappingFunction } from './state-spec.ts';

/** How the records of a batch change states. */
export interface RecordUpdate<K, V, S, M> {
  readonly mapping: MappingFunction<K, V, S, M>;
  /** Whether undefined and null are records too. */
  readonly isSimple?: boolean;
  readonly batchTime: Time;
  /** States touched before it have timed out; undefined: there is no timeout. */
  readonly timeoutThreshold?: Time | undefined;
  /** Whether this batch looks for those. */
  readonly removeTimedOut: boolean;
}

/**
 * Maps each record with its key's state, in order, then gives each state that has timed out its last call (Spark's
 * MapWithStateRDDRecord).
 *
 * @param states the batch's own version; changed
 * @param records pushes the batch's records
 * @returns what the mapping gave, in order
 */
export function updateRecordWithData<K, V, S, M>(
  states: StateMap<K, S>,
  records: (push: Push<Pair<K, V>>) => void,
  update: RecordUpdate<K, V, S, M>,
): M[] {
  const { mapping, isSimple = false, batchTime, timeoutThreshold, removeTimedOut } = update;
  const mapped: M[] = [];
  const cell = new StateCell<S>();
  const keep = (result: M | undefined | null): void => {
    if (isSimple || (result !== undefined && result !== null)) mapped.push(result as M);
  };
  records(([key, value]) => {
    const entry = states.entry(key);
    keep(mapping(batchTime, key, value, cell.wrap(entry?.state, entry !== undefined)));
    if (cell.change === 'removed') states.remove(key);
    else if (cell.change === 'updated' || (timeoutThreshold !== undefined && cell.exists())) {
      states.put(key, cell.get(), batchTime);
    }
  });
  if (timeoutThreshold === undefined || !removeTimedOut) return mapped;
  for (const [key, state] of states.getByTime(timeoutThreshold)) {
    keep(mapping(batchTime, key, undefined, cell.wrap(state, true, true)));
    states.remove(key);
  }
  return mapped;
}
