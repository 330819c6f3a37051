import type { DStream } from '../../src/index.ts';
import type { Operator, Stream } from './case.ts';
import { lambda, rddLambda } from './lambda.ts';

const records = (stream: DStream<unknown> | DStream<never>): Stream => stream as Stream;
/** The second stream; a stream put together with itself when the case names none. */
const other = (stream: Stream, others: readonly Stream[]): Stream => others[0] ?? stream;

/** Operations that look at one batch alone. */
export const statelessOperators: Readonly<Record<string, Operator>> = {
  map: (s, a) => records(s.map(lambda(a.fn))),
  flatMap: (s, a) => records(s.flatMap(lambda(a.fn))),
  filter: (s, a) => s.filter(lambda(a.fn)),
  glom: (s) => records(s.glom()),
  mapPartitions: (s, a) => records(s.mapPartitions(lambda(a.fn))),
  mapPartitionsWithIndex: (s, a) => records(s.mapPartitionsWithIndex(lambda(a.fn))),
  repartition: (s, a) => s.repartition(a.to ?? a.partitions_out ?? 1),
  reduce: (s, a) => s.reduce(lambda(a.fn)),
  count: (s) => records(s.count()),
  countByValue: (s, a) => records(s.countByValue(a.partitions_out)),
  cache: (s) => s.cache(),
  persist: (s) => s.persist(),
  union: (s, _a, others) =>
    (others.length === 0 ? [s] : others).reduce((union, each) => union.union(each), s),
  transform: (s, a) => s.transform(rddLambda(a.fn)),
  transformWith: (s, a, others) => s.transformWith(other(s, others), rddLambda(a.fn)),
  'ssc.union': (s, _a, others, ssc) => ssc.union([s, ...others]),
  'ssc.transform': (s, a, others, ssc) => ssc.transform([s, ...others], rddLambda(a.fn)),
};

/** What Java calls the same. */
const JAVA_NAMES: Readonly<Record<string, string>> = {
  mapToPair: 'map',
  flatMapToPair: 'flatMap',
  mapPartitionsToPair: 'mapPartitions',
  transformToPair: 'transform',
  transformWithToPair: 'transformWith',
  'ssc.transformToPair': 'ssc.transform',
};

export const javaOperators: Readonly<Record<string, Operator>> = Object.fromEntries(
  Object.entries(JAVA_NAMES).map(([name, ours]) => [name, statelessOperators[ours] as Operator]),
);
