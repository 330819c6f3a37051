import type { Operator, Step, Stream } from './case.ts';
import { lambda, optionalLambda } from './lambda.ts';
import { pairs } from './pair-operators.ts';

const records = (stream: unknown): Stream => stream as Stream;

function windowOf({ window_ms }: Omit<Step, 'op'>): number {
  if (window_ms === undefined) throw new Error('the case lacks window_ms');
  return window_ms;
}
const slideOf = ({ slide_ms }: Omit<Step, 'op'>): number | undefined => slide_ms ?? undefined;

/** A pair's filter is of the pair; one written `(k, v) =>` takes it apart. */
function filterOf({ filter }: Omit<Step, 'op'>): ((pair: readonly unknown[]) => boolean) | undefined {
  const f = optionalLambda(filter);
  return f !== undefined && f.length === 2 ? ([key, value]) => f(key, value) : f;
}

/** Operations that look at several batches. */
export const windowOperators: Readonly<Record<string, Operator>> = {
  window: (s, a) => s.window(windowOf(a), slideOf(a)),
  reduceByWindow: (s, a) => s.reduceByWindow(lambda(a.fn), optionalLambda(a.inv), windowOf(a), slideOf(a)),
  countByWindow: (s, a) => records(s.countByWindow(windowOf(a), slideOf(a))),
  countByValueAndWindow: (s, a) =>
    records(s.countByValueAndWindow(windowOf(a), slideOf(a), a.partitions_out)),
  groupByKeyAndWindow: (s, a) =>
    records(pairs(s).groupByKeyAndWindow(windowOf(a), slideOf(a), a.partitions_out)),
  reduceByKeyAndWindow: (s, a) =>
    records(
      pairs(s).reduceByKeyAndWindow(lambda(a.fn), optionalLambda(a.inv), windowOf(a), slideOf(a), {
        filterFunc: filterOf(a),
        ...(a.partitions_out === undefined ? {} : { numPartitions: a.partitions_out }),
      }),
    ),
};
