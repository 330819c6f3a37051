import {
  type EngineContext,
  type MapWithStateDStream,
  type Pair,
  type RDD,
  type State,
  StateSpec,
} from '../../src/index.ts';
import type { Operator, Step, Stream } from './case.ts';
import { type Lambda, lambda } from './lambda.ts';
import { pairs } from './pair-operators.ts';

type Parameters = Omit<Step, 'op'>;
type States = RDD<Pair<unknown, unknown>>;

function initialRdd({ initial }: Parameters, engine: EngineContext): States | undefined {
  return initial === undefined || initial === null ? undefined : engine.parallelize(initial);
}

type Keys = Iterable<[key: unknown, values: readonly unknown[], state: unknown]>;

/** A function of a partition’s keys: written so, or made of a function of one key’s values and state. */
function ofPartition(f: Lambda): (keys: Keys) => Iterable<Pair<unknown, unknown>> {
  if (f.length === 1) return (keys) => f([...keys]);
  return (keys) =>
    [...keys].flatMap(([key, values, state]) => {
      const next = f(values, state) as unknown;
      return next === undefined || next === null ? [] : [[key, next] as const];
    });
}

const updateStateByKey: Operator = (s, a) => {
  const f = lambda(a.update ?? a.fn);
  const { engine } = s.graph;
  const options = { initialRDD: initialRdd(a, engine), numPartitions: a.partitions_out };
  if (/iterator/i.test(a.variant ?? '')) {
    const rememberPartitioner = !/rememberPartitioner\s*=\s*false/i.test(a.variant ?? '');
    return pairs(s).updateStateByKey(ofPartition(f), { ...options, rememberPartitioner }) as Stream;
  }
  // Spark’s form with time and key has them first; ours has them last.
  const update: Lambda = f.length >= 4 ? (values, state, key, time) => f(time, key, values, state) : f;
  return pairs(s).updateStateByKey(update, options) as Stream;
};

/** The cases write the time first in both forms; the simple one gives something for each record. */
function specOf(a: Parameters): StateSpec<unknown, unknown, unknown, unknown> {
  const f = lambda(a.mapping ?? a.fn);
  const isSimple = a.api === undefined ? f.length < 4 : /^simple/i.test(a.api);
  const full = f.length < 4 ? (_time: number, ...rest: unknown[]) => f(...rest) : f;
  type Value = unknown;
  if (isSimple) {
    return StateSpec.function(
      (key: unknown, value: Value, state: State<unknown>): NonNullable<unknown> => full(0, key, value, state),
    );
  }
  return StateSpec.function(
    (time: number, key: unknown, value: Value, state: State<unknown>): NonNullable<unknown> | null =>
      full(time, key, value, state),
  );
}

/** Spark looks for timeouts when it saves the states, by default in every tenth batch; ours looks in each unless told. */
const SPARK_CHECKPOINT_BATCHES = 10;

const mapWithState: Operator = (s, a) => {
  const { engine } = s.graph;
  let spec = specOf(a);
  const initial = initialRdd(a, engine);
  if (initial !== undefined) spec = spec.initialState(initial);
  if (a.partitions_out !== undefined) spec = spec.numPartitions(a.partitions_out);
  if (typeof a.timeout_ms === 'number') spec = spec.timeout(a.timeout_ms);
  const mapped = pairs(s).mapWithState(spec) as MapWithStateDStream<unknown, unknown, unknown>;
  const interval = a.checkpoint_ms ?? SPARK_CHECKPOINT_BATCHES * s.slideDuration;
  if (typeof a.checkpoint_ms === 'number' || typeof a.timeout_ms === 'number') mapped.checkpoint(interval);
  return (a.snapshots === true ? mapped.stateSnapshots() : mapped) as Stream;
};

/** Operations that keep something between batches. */
export const stateOperators: Readonly<Record<string, Operator>> = {
  updateStateByKey,
  mapWithState,
  'mapWithState.stateSnapshots': (s, a, others, ssc) =>
    mapWithState(s, { ...a, snapshots: true }, others, ssc),
};
