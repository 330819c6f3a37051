import type { DStream, Pair, StreamingContext } from '../../src/index.ts';

type Step = (stream: DStream<number>) => DStream<number>;

const pairs = (stream: DStream<number>): DStream<[number, number]> =>
  stream.map((n) => [((n % 5) + 5) % 5, n / 3]);
const flat = (stream: DStream<Pair<number, number>>): DStream<number> => stream.map(([key, n]) => key + n);

/** Operators of every kind, as number → number so that they can stand in any order. */
export const steps: Readonly<Record<string, Step>> = {
  map: (stream) => stream.map((n) => n * 1.1 + 1),
  filter: (stream) => stream.filter((n) => Math.floor(n) % 3 !== 0),
  flatMap: (stream) => stream.flatMap((n) => (Math.floor(n) % 2 === 0 ? [n, -n] : [])),
  generator: (stream) =>
    stream.flatMap(function* (n) {
      yield n;
      yield n + 0.1;
    }),
  glom: (stream) => stream.glom().map((list) => list.reduce((a, b) => a + b, 0.3)),
  mapPartitions: (stream) => stream.mapPartitions((list) => [...list, list.length]),
  mapValues: (stream) => flat(pairs(stream).mapValues((n) => n + 0.7)),
  flatMapValues: (stream) => flat(pairs(stream).flatMapValues((n) => [n, n * 2])),
  union: (stream) => stream.union(stream.map((n) => n - 1)),
  reduceByKey: (stream) => flat(pairs(stream).reduceByKey((a, b) => a + b)),
  groupByKey: (stream) =>
    pairs(stream)
      .groupByKey()
      .map(([key, values]) => values.reduce((a, b) => a + b, key)),
  structuredKeys: (stream) =>
    stream
      .map((n): [{ half: number }, number] => [{ half: Math.floor(n / 2) }, n])
      .reduceByKey((a, b) => a + b)
      .map(([{ half }, n]) => half + n),
  combineByKey: (stream) =>
    pairs(stream)
      .combineByKey(
        (n) => [n, 1],
        ([sum = 0, count = 0], n) => [sum + n, count + 1],
        ([a = 0, b = 0], [c = 0, d = 0]) => [a + c, b + d],
      )
      .map(([key, [sum = 0, count = 0]]) => key + sum / count),
  join: (stream) =>
    pairs(stream)
      .reduceByKey((a, b) => a + b)
      .join(pairs(stream.map((n) => n + 2)).reduceByKey((a, b) => a * b))
      .map(([key, [a, b]]) => key + a - b),
  window: (stream) => stream.window(2000),
  reduceByKeyAndWindow: (stream) =>
    flat(pairs(stream).reduceByKeyAndWindow((a, b) => a + b, undefined, 3000)),
  count: (stream) => stream.count(),
  reduce: (stream) => stream.reduce((a, b) => a + b / 2),
  countByValue: (stream) => stream.countByValue().map(([n, count]) => n * count),
  repartition: (stream) => stream.repartition(3),
  persist: (stream) => stream.map((n) => n + 1).persist(),
  atRunTime: (stream) =>
    stream.transform((rdd) => {
      const offset = 0.5;
      return rdd.map((n) => n + offset);
    }),
  updateStateByKey: (stream) =>
    flat(
      pairs(stream).updateStateByKey<number, number, number>((values, state) =>
        values.reduce((a, b) => a + b, state ?? 0),
      ),
    ),
};

/** Many chains of steps over one input; their records come out marked with the chain's number. */
export function build(
  _ssc: StreamingContext,
  chains: readonly (readonly string[])[],
  input: DStream<number>,
): DStream<[number, number]> {
  const outputs = chains.map((chain, number) => {
    const end = chain.reduce((stream, name) => (steps[name] as Step)(stream), input);
    return end.map((n): [number, number] => [number, n]);
  });
  return outputs.reduce((a, b) => a.union(b));
}
