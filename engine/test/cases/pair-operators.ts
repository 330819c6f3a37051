import type { DStream, Pair } from '../../src/index.ts';
import type { Operator, Stream } from './case.ts';
import { lambda, optionalLambda } from './lambda.ts';

export type Pairs = DStream<Pair<unknown, unknown>>;
export const pairs = (stream: Stream): Pairs => stream as unknown as Pairs;

const records = (stream: unknown): Stream => stream as Stream;
const other = (stream: Stream, others: readonly Stream[]): Pairs => pairs(others[0] ?? stream);

/** Operations on streams of (key, value). */
export const pairOperators: Readonly<Record<string, Operator>> = {
  groupByKey: (s, a) => records(pairs(s).groupByKey(a.partitions_out)),
  reduceByKey: (s, a) => records(pairs(s).reduceByKey(lambda(a.fn), a.partitions_out)),
  combineByKey: (s, a) =>
    records(
      pairs(s).combineByKey(
        lambda(a.create),
        lambda(a.merge_value),
        lambda(a.merge_combiners),
        a.partitions_out,
      ),
    ),
  partitionBy: (s, a) =>
    records(pairs(s).partitionBy(a.partitions_out ?? a.to ?? 2, optionalLambda(a.partitioner ?? a.fn))),
  mapValues: (s, a) => records(pairs(s).mapValues(lambda(a.fn))),
  flatMapValues: (s, a) => records(pairs(s).flatMapValues(lambda(a.fn))),
  cogroup: (s, a, others) => records(pairs(s).cogroup(other(s, others), a.partitions_out)),
  join: (s, a, others) => records(pairs(s).join(other(s, others), a.partitions_out)),
  leftOuterJoin: (s, a, others) => records(pairs(s).leftOuterJoin(other(s, others), a.partitions_out)),
  rightOuterJoin: (s, a, others) => records(pairs(s).rightOuterJoin(other(s, others), a.partitions_out)),
  fullOuterJoin: (s, a, others) => records(pairs(s).fullOuterJoin(other(s, others), a.partitions_out)),
};
