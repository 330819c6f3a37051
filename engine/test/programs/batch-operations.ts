import type { DStream, RDD, StreamingContext } from '../../src/index.ts';

/** Operations of RDDs, by name, on what workers have computed. */
export const operations: Readonly<Record<string, (rdd: RDD<number>) => RDD<unknown>>> = {
  sample: (rdd) => rdd.sample(true, 1.5, 7) as RDD<unknown>,
  zip: (rdd) => rdd.zip(rdd.map((n) => -n)) as RDD<unknown>,
  zipWithIndex: (rdd) => rdd.zipWithIndex() as RDD<unknown>,
  zipWithUniqueId: (rdd) => rdd.zipWithUniqueId() as RDD<unknown>,
  sortBy: (rdd) => rdd.sortBy((n) => Math.abs(n), false, 4) as RDD<unknown>,
  sortByKey: (rdd) => rdd.keyBy((n) => n % 3).sortByKey() as RDD<unknown>,
  coalesce: (rdd) => rdd.coalesce(2) as RDD<unknown>,
  partitionBy: (rdd) => rdd.keyBy((n) => n).partitionBy(3, (n) => Math.floor(n)) as RDD<unknown>,
  groupBy: (rdd) => rdd.groupBy((n) => n % 2) as RDD<unknown>,
  foldByKey: (rdd) => rdd.keyBy((n) => n % 2).foldByKey(0.1, (a, b) => a + b) as RDD<unknown>,
  combineGroups: (rdd) =>
    rdd
      .keyBy((n) => n % 2)
      .combineByKey(
        String,
        (a, b) => `${a} ${b}`,
        (a) => a,
        2,
        false,
      ) as RDD<unknown>,
  subtract: (rdd) => rdd.subtract(rdd.filter((n) => n > 2)) as RDD<unknown>,
  intersection: (rdd) => rdd.intersection(rdd.map((n) => n + 1)) as RDD<unknown>,
  cartesian: (rdd) => rdd.cartesian(rdd.coalesce(1)) as RDD<unknown>,
  checkpoint: (rdd) => {
    const kept = rdd.map((n) => n * 2);
    kept.localCheckpoint();
    return kept.union(kept) as RDD<unknown>;
  },
};

/** Does all of them to each batch; each record with the name of its operation. */
export function build(
  ssc: StreamingContext,
  _args: unknown,
  input: DStream<number>,
): DStream<[string, unknown]> {
  const halves = input.map((n) => n + 0.5);
  return ssc.union(
    Object.entries(operations).map(([name, operation]) =>
      halves.transform((rdd) => operation(rdd).map((record): [string, unknown] => [name, record])),
    ),
  );
}
