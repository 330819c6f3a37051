import { StateCell } from '../../src/dstream/state/state.ts';
import { updateRecordWithData } from '../../src/dstream/state/update-record.ts';
import { type Pair, type State, StateSpec, StreamingContext } from '../../src/index.ts';
import { StateMap, type StateRow } from '../../src/rdd/state-map.ts';
import { TestInputDStream } from '../../src/testing/index.ts';
import { type Call, numberOf, rowByRow, rowsOf } from './call.ts';
import type { Case } from './case.ts';
import { stateMapSequence } from './state-map-call.ts';

type Row = StateRow<unknown, number>;
type Records = readonly Pair<unknown, unknown>[];

/** States of which another version is taken: the first one must stay as it is. */
function statesOf(rows: readonly Row[]): StateMap<unknown, number> {
  const states = new StateMap<unknown, number>();
  for (const [key, state, updateTime] of rows) states.put(key, state, updateTime);
  return states;
}

const pushing =
  (records: Records) =>
  (push: (record: Pair<unknown, unknown>) => void): void => {
    for (const record of records) push(record);
  };

/** Commands to the state of one key, given as values of its records. */
const recordCommands: Call = (each) => {
  const { args } = each;
  const [timingOut, removed]: [unknown[], unknown[]] = [[], []];
  let isCalled = false;
  const mapping = (_time: number, _key: unknown, command: unknown, state: State<number>): number | null => {
    isCalled = true;
    if (state.isTimingOut() || command === undefined) timingOut.push(state.get());
    else if (command === 'get-state') return state.getOption() ?? -1;
    else if (command === 'update-state') state.update(state.exists() ? state.get() + 1 : 0);
    else if (command === 'remove-state') {
      removed.push(state.get());
      state.remove();
    } else if (command !== 'noop') throw new Error(`unknown command ${command} to a state`);
    return null;
  };
  const initial = (args.initial_states ?? []) as readonly [number, number][];
  const before = statesOf(initial.map(([state, time]): Row => [args.key, state, time]));
  const states = before.copy();
  const commands = rowsOf(each).flat();
  const mapped = updateRecordWithData(states, pushing(commands.map((command) => [args.key, command])), {
    mapping,
    batchTime: numberOf(each, 'batch_time_ms'),
    timeoutThreshold: (args.timeout_threshold_ms as number | null) ?? undefined,
    removeTimedOut: args.remove_timed_out === true,
  });
  requireUnchanged(before, initial.length);
  return {
    batches: [mapped],
    states: states.getAll().map(([, state, time]) => [state, time]),
    timing_out: timingOut,
    removed,
    function_called: isCalled,
  };
};

function requireUnchanged(before: StateMap<unknown, number>, size: number): void {
  if (before.size !== size) throw new Error('the version before has changed');
}

/** Value 1: the state goes up, from 0; value 2: it goes away; else nothing. Rows are [key, state, updateTime]. */
const stateTransition: Call = (each) => {
  const initial = (each.args.initial_states ?? []) as readonly Row[];
  const before = statesOf(initial);
  let states = before;
  let calls = 0;
  const mapping = (_time: number, _key: unknown, value: unknown, state: State<number>): null => {
    calls += 1;
    if (value === 1) state.update(state.exists() ? state.get() + 1 : 0);
    else if (value === 2) state.remove();
    return null;
  };
  const batches = rowsOf(each).map((records) => {
    states = states.copy();
    updateRecordWithData(states, pushing(records as Records), {
      mapping,
      batchTime: numberOf(each, 'batch_time_ms'),
      removeTimedOut: false,
    });
    return states.getAll();
  });
  requireUnchanged(before, initial.length);
  if (calls !== rowsOf(each).flat().length) throw new Error(`the function was called ${calls} times`);
  return { batches };
};

/** Rows are calls of one state: `get`, `update 1`, … or [name, value]. */
const stateSequence = rowByRow(() => {
  const state = new StateCell<unknown>();
  return ([order, value]) => {
    switch (order) {
      case 'wrap':
        state.wrap(value ?? undefined, value !== undefined && value !== null);
        return 'ok';
      case 'wrapTimingOutState':
        state.wrap(value, true, true);
        return 'ok';
      case 'exists':
        return state.exists();
      case 'get':
        return state.get();
      case 'getOption':
        return state.getOption() ?? null;
      case 'isTimingOut':
        return state.isTimingOut();
      case 'isUpdated':
        return state.change === 'updated';
      case 'isRemoved':
        return state.change === 'removed';
      case 'update':
        state.update(value);
        return 'ok';
      case 'remove':
        state.remove();
        return 'ok';
      default:
        throw new Error(`unknown order ${order} to a State`);
    }
  };
});

/** How often the states of `mapWithState` are saved. */
function checkpointInterval({ args }: Case): number {
  const ssc = new StreamingContext({ master: 'local[1]', appName: 'cases' }, args.batch_ms ?? 1000);
  const mapped = new TestInputDStream<Pair<string, number>>(ssc, [], 1).mapWithState(
    StateSpec.function((_key: string, value: number | undefined, _state: State<number>) => value ?? 0),
  );
  if (typeof args.explicit_checkpoint_ms === 'number') mapped.checkpoint(args.explicit_checkpoint_ms);
  return mapped.stateCheckpointInterval;
}

/** What keeps a state. */
export const stateCalls: Readonly<Record<string, Call>> = {
  updateRecordWithData: recordCommands,
  stateTransition,
  'State sequence': stateSequence,
  'StateImpl sequence': stateSequence,
  'StateMap sequence': stateMapSequence,
  'mapWithState.checkpointInterval': (each) => ({ batches: [[checkpointInterval(each)]] }),
};
