import type { EngineContext, Pair, RDD } from '../../src/index.ts';
import type { Operator, Step, Stream } from './case.ts';
import { lambda } from './lambda.ts';
import { pairs } from './pair-operators.ts';

type States = RDD<Pair<unknown, unknown>>;

function initialRdd({ initial }: Omit<Step, 'op'>, engine: EngineContext): States | undefined {
  return initial === undefined || initial === null ? undefined : engine.parallelize(initial);
}

/** Operations that keep something between batches. */
export const stateOperators: Readonly<Record<string, Operator>> = {
  updateStateByKey: (s, a) => {
    const update = lambda(a.update ?? a.fn);
    const options = { initialRDD: initialRdd(a, s.graph.engine), numPartitions: a.partitions_out };
    return pairs(s).updateStateByKey(update, options) as Stream;
  },
};
