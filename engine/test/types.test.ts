import { describe, expectTypeOf, test } from 'vitest';
import {
  type BatchInfo,
  type DStream,
  EngineContext,
  minutes,
  Pattern,
  type RDD,
  type State,
  StateSpec,
  StreamingContext,
  seconds,
} from '../src/index.ts';

// What the compiler must infer, with no type written by the user, and what it must refuse. `npm run typecheck` is
// the test; running it shows that the same calls are good at run time.

function context(): StreamingContext {
  return new StreamingContext({ master: 'local[1]', appName: 'types' }, seconds(1));
}

describe('types are inferred', () => {
  const ssc = context();
  const lines = ssc.socketTextStream('localhost', 9999);
  const words = lines.flatMap((line) => line.split(' '));
  const pairs = words.map((word) => [word, 1]);
  const lengths = words.map((word) => [word, { length: word.length }]);

  test('of inputs', () => {
    expectTypeOf(lines).toEqualTypeOf<DStream<string>>();
    expectTypeOf(ssc.queueStream([[1, 2], [3]])).toEqualTypeOf<DStream<number>>();
    expectTypeOf(ssc.binaryRecordsStream('in', 16)).toEqualTypeOf<DStream<Uint8Array>>();
    expectTypeOf(ssc.fileStream('in', { parse: (bytes) => [bytes.length] })).toEqualTypeOf<DStream<number>>();
    expectTypeOf(ssc.constantStream(ssc.engine.parallelize(['a']))).toEqualTypeOf<DStream<string>>();
    expectTypeOf(ssc.union([lines, words])).toEqualTypeOf<DStream<string>>();
  });

  test('of steps', () => {
    expectTypeOf(words).toEqualTypeOf<DStream<string>>();
    expectTypeOf(words.map((word) => word.length)).toEqualTypeOf<DStream<number>>();
    expectTypeOf(words.filter((word) => word !== '')).toEqualTypeOf<DStream<string>>();
    expectTypeOf(words.glom()).toEqualTypeOf<DStream<string[]>>();
    expectTypeOf(words.mapPartitions((records) => [records.length])).toEqualTypeOf<DStream<number>>();
    expectTypeOf(words.mapPartitionsWithIndex((partition) => [partition])).toEqualTypeOf<DStream<number>>();
    expectTypeOf(words.count()).toEqualTypeOf<DStream<number>>();
    expectTypeOf(words.countByValue()).toEqualTypeOf<DStream<[string, number]>>();
    expectTypeOf(words.reduce((a, b) => a + b)).toEqualTypeOf<DStream<string>>();
    expectTypeOf(words.repartition(2)).toEqualTypeOf<DStream<string>>();
    expectTypeOf(words.transform((rdd) => rdd.map((word) => word.length))).toEqualTypeOf<DStream<number>>();
    expectTypeOf(words.transformWith(pairs, (rdd, other) => rdd.zip(other))).toEqualTypeOf<
      DStream<[string, [string, number]]>
    >();
  });

  test('of operators by key', () => {
    expectTypeOf(pairs).toEqualTypeOf<DStream<[string, number]>>();
    expectTypeOf(pairs.reduceByKey((a, b) => a + b)).toEqualTypeOf<DStream<[string, number]>>();
    expectTypeOf(pairs.groupByKey()).toEqualTypeOf<DStream<[string, number[]]>>();
    expectTypeOf(pairs.mapValues((n) => n > 1)).toEqualTypeOf<DStream<[string, boolean]>>();
    expectTypeOf(pairs.flatMapValues((n) => [`${n}`])).toEqualTypeOf<DStream<[string, string]>>();
    expectTypeOf(pairs.join(lengths)).toEqualTypeOf<DStream<[string, [number, { length: number }]]>>();
    expectTypeOf(pairs.leftOuterJoin(lengths)).toEqualTypeOf<
      DStream<[string, [number, { length: number } | null]]>
    >();
    expectTypeOf(pairs.rightOuterJoin(lengths)).toEqualTypeOf<
      DStream<[string, [number | null, { length: number }]]>
    >();
    expectTypeOf(pairs.fullOuterJoin(lengths)).toEqualTypeOf<
      DStream<[string, [number | null, { length: number } | null]]>
    >();
    expectTypeOf(pairs.cogroup(lengths)).toEqualTypeOf<DStream<[string, [number[], { length: number }[]]]>>();
    const lists = pairs.combineByKey(
      (n) => [n],
      (list, n) => [...list, n],
      (a, b) => [...a, ...b],
    );
    expectTypeOf(lists).toEqualTypeOf<DStream<[string, number[]]>>();
  });

  test('of windows', () => {
    const [long, short] = [seconds(30), seconds(10)];
    expectTypeOf(words.window(long, short)).toEqualTypeOf<DStream<string>>();
    expectTypeOf(words.countByWindow(long, short)).toEqualTypeOf<DStream<number>>();
    expectTypeOf(words.countByValueAndWindow(long, short)).toEqualTypeOf<DStream<[string, number]>>();
    expectTypeOf(words.reduceByWindow((a, b) => a + b, long, short)).toEqualTypeOf<DStream<string>>();
    expectTypeOf(pairs.groupByKeyAndWindow(long, short)).toEqualTypeOf<DStream<[string, number[]]>>();
    const counts = pairs.reduceByKeyAndWindow(
      (a, b) => a + b,
      (a, b) => a - b,
      long,
      short,
      { filterFunc: ([word, n]) => word !== '' && n > 0 },
    );
    expectTypeOf(counts).toEqualTypeOf<DStream<[string, number]>>();
  });

  test('of states', () => {
    const totals = pairs.updateStateByKey(
      (values, total: number | undefined) => values.length + (total ?? 0),
    );
    expectTypeOf(totals).toEqualTypeOf<DStream<[string, number]>>();
    const spec = StateSpec.function((word: string, one: number | undefined, state: State<number>) => {
      if (!state.isTimingOut()) state.update((one ?? 0) + (state.getOption() ?? 0));
      return word.length;
    });
    const mapped = pairs.mapWithState(spec.timeout(minutes(1)));
    expectTypeOf(mapped.map((length) => length)).toEqualTypeOf<DStream<number>>();
    expectTypeOf(mapped.stateSnapshots()).toEqualTypeOf<DStream<[string, number]>>();
  });

  test('of event time and patterns', () => {
    const timed = pairs.withWatermark(seconds(1), ([, at]) => at);
    const windows = timed.tumblingWindow(seconds(10));
    windows.count().map(({ window, value }) => {
      expectTypeOf(window.start).toEqualTypeOf<number>();
      expectTypeOf(value).toEqualTypeOf<number>();
      return value;
    });
    expectTypeOf(windows.late.map((pair) => pair)).toEqualTypeOf<DStream<[string, number]>>();
    const pattern = Pattern.begin('first', (n: number) => n > 1)
      .followedBy('then', (n) => n > 2)
      .within(seconds(10));
    pairs.detectPattern(pattern).map(([key, match]) => {
      expectTypeOf(key).toEqualTypeOf<string>();
      expectTypeOf(match.first).not.toBeAny();
      return key;
    });
  });

  test('of outputs and listeners', () => {
    words.foreachRDD(async (rdd, batchTime) => {
      expectTypeOf(rdd).toEqualTypeOf<RDD<string>>();
      expectTypeOf(batchTime).toEqualTypeOf<number>();
      expectTypeOf(await rdd.take(1)).toEqualTypeOf<string[]>();
    });
    ssc.addStreamingListener({
      onBatchCompleted(info) {
        expectTypeOf(info).toEqualTypeOf<BatchInfo>();
      },
    });
  });

  test('of RDDs', () => {
    const engine = new EngineContext();
    const numbers = engine.parallelize([1, 2]);
    const keyed = numbers.map((n) => [`${n}`, n]);
    expectTypeOf(keyed).toEqualTypeOf<RDD<[string, number]>>();
    expectTypeOf(numbers.keyBy((n) => n > 1)).toEqualTypeOf<RDD<[boolean, number]>>();
    expectTypeOf(keyed.keys()).toEqualTypeOf<RDD<string>>();
    expectTypeOf(keyed.values()).toEqualTypeOf<RDD<number>>();
    expectTypeOf(keyed.sortByKey()).toEqualTypeOf<RDD<readonly [string, number]>>();
    expectTypeOf(numbers.cartesian(keyed)).toEqualTypeOf<RDD<[number, [string, number]]>>();
    expectTypeOf(keyed.collectAsMap()).toEqualTypeOf<Promise<Map<string, number>>>();
    expectTypeOf(
      numbers.aggregate(
        '',
        (text, n) => text + n,
        (a, b) => a + b,
      ),
    ).toEqualTypeOf<Promise<string>>();
  });
});

describe('types are refused', () => {
  // Never called: what is written here must not compile.
  const refused = (words: DStream<string>, pairs: DStream<[string, number]>, rdd: RDD<string>): void => {
    // @ts-expect-error not a stream of pairs
    words.reduceByKey((a) => a);
    // @ts-expect-error not a stream of pairs
    words.groupByKey();
    // @ts-expect-error not a stream of pairs
    words.mapValues((value) => value);
    // @ts-expect-error not a stream of pairs
    words.join(pairs);
    // @ts-expect-error the other is not a stream of pairs
    pairs.join(words);
    // @ts-expect-error keys of another type
    pairs.join(pairs.map(([, n]) => [n, n]));
    // @ts-expect-error not a stream of pairs
    words.updateStateByKey((values, state: number | undefined) => state ?? values.length);
    // @ts-expect-error not a stream of pairs
    words.reduceByKeyAndWindow((a) => a, seconds(1));
    // @ts-expect-error not a stream of pairs
    words.detectPattern(Pattern.begin('a', (word: string) => word === ''));
    // @ts-expect-error gives another type
    pairs.reduceByKey((a, b) => `${a}${b}`);
    // @ts-expect-error a list of records is wanted
    words.flatMap((word) => word.length);
    // @ts-expect-error a transform gives an RDD, not a promise of one
    words.transform(async (each) => each);
    // @ts-expect-error a transform gives an RDD
    words.transform((each) => each.count());
    // @ts-expect-error streams of one type
    words.union(pairs);
    // @ts-expect-error not an RDD of pairs
    rdd.reduceByKey((a) => a);
    // @ts-expect-error not an RDD of pairs
    rdd.collectAsMap();
  };

  test('and nothing of it runs', () => expectTypeOf(refused).toBeFunction());
});
