import type { DStream, Pair, RDD, StreamingContext } from '../src/index.ts';

export type Stream = DStream<unknown>;
type Pairs = DStream<Pair<unknown, unknown>>;
type Step = { readonly op: string } & Args;

interface Args {
  readonly batch_ms?: number;
  readonly num_partitions?: number;
  readonly num_batches?: number;
  readonly drop_empty?: boolean;
  readonly fn?: string;
  readonly inv?: string;
  readonly filter?: string;
  readonly update?: string;
  readonly create?: string;
  readonly merge_value?: string;
  readonly merge_combiners?: string;
  readonly initial?: readonly Pair<unknown, unknown>[];
  readonly to?: number;
  readonly partitions_out?: number;
  readonly window_ms?: number;
  readonly slide_ms?: number;
  readonly pre?: readonly Step[];
  readonly post?: readonly Step[];
  readonly other_pre?: readonly Step[];
  readonly streams?: unknown[][][];
  readonly others?: readonly (readonly Step[])[];
}

export interface Case {
  readonly id: string;
  readonly op?: string;
  readonly args: Args;
  readonly input_batches: (unknown[] | null)[];
  readonly input_batches_2?: (unknown[] | null)[];
  readonly expected_batches: unknown[][] | null;
  readonly expected_times_ms?: number[];
  readonly expected_error?: { readonly message_contains: string };
  readonly ordered: boolean;
}

export type Operator = (
  stream: Stream,
  args: Args,
  others: readonly Stream[],
  ssc: StreamingContext | undefined,
) => Stream;

/** A function from its text. The cases are ours; nothing from outside is run. */
// biome-ignore lint/suspicious/noExplicitAny: the text decides what it takes and gives
type Lambda = (...values: any[]) => any;
const lambda = (text: string | undefined): Lambda => new Function(`return (${text ?? 'x => x'})`)() as Lambda;
const optional = (text: string | undefined): Lambda | undefined =>
  text === undefined ? undefined : lambda(text);

const pairs = (stream: Stream | undefined): Pairs => stream as unknown as Pairs;
const records = (stream: DStream<unknown> | DStream<never>): Stream => stream as Stream;

/** How each `op` of the cases is written with our DStream. */
export const operators = new Map<string, Operator>([
  ['map', (s, a) => records(s.map(lambda(a.fn)))],
  ['flatMap', (s, a) => records(s.flatMap(lambda(a.fn)))],
  ['filter', (s, a) => s.filter(lambda(a.fn))],
  ['glom', (s) => s.glom() as Stream],
  ['mapPartitions', (s, a) => records(s.mapPartitions(lambda(a.fn)))],
  ['repartition', (s, a) => s.repartition(a.to ?? 1)],
  ['reduce', (s, a) => s.reduce(lambda(a.fn))],
  ['count', (s) => s.count() as Stream],
  ['countByValue', (s) => s.countByValue() as Stream],
  ['union', (s, _a, [other]) => s.union(other as Stream)],
  ['transform', (s, a) => s.transform(lambda(a.fn))],
  ['transformWith', (s, a, [other]) => s.transformWith(other as Stream, lambda(a.fn))],
  ['ssc.union', (s, _a, others, ssc) => (ssc as StreamingContext).union([s, ...others])],
  ['ssc.transform', (s, a, others, ssc) => (ssc as StreamingContext).transform([s, ...others], lambda(a.fn))],
  ['groupByKey', (s) => pairs(s).groupByKey() as Stream],
  ['reduceByKey', (s, a) => pairs(s).reduceByKey(lambda(a.fn)) as Stream],
  [
    'combineByKey',
    (s, a) =>
      pairs(s).combineByKey(
        lambda(a.create),
        lambda(a.merge_value),
        lambda(a.merge_combiners),
        a.partitions_out,
      ) as Stream,
  ],
  ['mapValues', (s, a) => pairs(s).mapValues(lambda(a.fn)) as Stream],
  ['flatMapValues', (s, a) => pairs(s).flatMapValues(lambda(a.fn)) as Stream],
  ['cogroup', (s, _a, [other]) => pairs(s).cogroup(pairs(other)) as Stream],
  ['join', (s, _a, [other]) => pairs(s).join(pairs(other)) as Stream],
  ['leftOuterJoin', (s, _a, [other]) => pairs(s).leftOuterJoin(pairs(other)) as Stream],
  ['rightOuterJoin', (s, _a, [other]) => pairs(s).rightOuterJoin(pairs(other)) as Stream],
  ['fullOuterJoin', (s, _a, [other]) => pairs(s).fullOuterJoin(pairs(other)) as Stream],
  ['window', (s, a) => s.window(a.window_ms ?? 0, a.slide_ms)],
  ['reduceByWindow', (s, a) => s.reduceByWindow(lambda(a.fn), optional(a.inv), a.window_ms ?? 0, a.slide_ms)],
  ['countByWindow', (s, a) => s.countByWindow(a.window_ms ?? 0, a.slide_ms) as Stream],
  ['countByValueAndWindow', (s, a) => s.countByValueAndWindow(a.window_ms ?? 0, a.slide_ms) as Stream],
  ['groupByKeyAndWindow', (s, a) => pairs(s).groupByKeyAndWindow(a.window_ms ?? 0, a.slide_ms) as Stream],
  [
    'reduceByKeyAndWindow',
    (s, a) =>
      pairs(s).reduceByKeyAndWindow(lambda(a.fn), optional(a.inv), a.window_ms ?? 0, a.slide_ms, {
        filterFunc: optional(a.filter),
      }) as Stream,
  ],
  [
    'updateStateByKey',
    (s, a) => {
      const initialRDD = a.initial && (s.graph.engine.parallelize(a.initial) as RDD<Pair<unknown, unknown>>);
      return pairs(s).updateStateByKey(lambda(a.update), { initialRDD }) as Stream;
    },
  ],
]);
