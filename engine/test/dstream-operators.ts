import type { StreamingContext } from '../src/index.ts';
import type { Operator, Step, Stream } from './cases/case.ts';
import { outputOperators } from './cases/output-operators.ts';
import { pairOperators } from './cases/pair-operators.ts';
import { stateOperators } from './cases/state-operators.ts';
import { javaOperators, statelessOperators } from './cases/stateless-operators.ts';
import { windowOperators } from './cases/window-operators.ts';

/** How each stream operation of the cases is written with our DStream. */
export const operators: ReadonlyMap<string, Operator> = new Map(
  Object.entries({
    ...javaOperators,
    ...statelessOperators,
    ...pairOperators,
    ...windowOperators,
    ...stateOperators,
    ...outputOperators,
  }),
);

/** @throws for an operation that is not in the table, by its name */
export function operatorOf(op: string): Operator {
  const operator = operators.get(op);
  if (operator === undefined) throw new Error(`unknown operation ${op}`);
  return operator;
}

/** One step after the other. Where a step’s own second streams are given, they are made of the same stream. */
export function apply(stream: Stream, steps: readonly Step[] | undefined, ssc: StreamingContext): Stream {
  return (steps ?? []).reduce((current, { op, num_partitions, ...step }) => {
    const others = (step.others ?? []).map((each) => apply(current, each, ssc));
    const partitions_out = step.partitions_out ?? num_partitions;
    return operatorOf(op)(
      current,
      partitions_out === undefined ? step : { ...step, partitions_out },
      others,
      ssc,
    );
  }, stream);
}
