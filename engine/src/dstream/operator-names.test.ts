import { afterEach, expect, test } from 'vitest';
import type { DStream, RDD, StreamingContext } from '../index.ts';
import { makeProgram } from '../monitoring/testing/program.ts';

let ssc: StreamingContext;
afterEach(() => ssc.stop());

/** The name of an RDD and of all that it is made from, nearest first. */
function namesOf(rdd: RDD<never>): string[] {
  const node = rdd as unknown as { operator: string; parents: readonly RDD<never>[] };
  return [node.operator, ...node.parents.flatMap(namesOf)];
}

test.each([
  ['map', (s: DStream<number>) => s.map((n) => n), ['map']],
  ['filter', (s: DStream<number>) => s.map((n) => n).filter(() => true), ['filter', 'map']],
  [
    'countByWindow',
    (s: DStream<number>) => s.countByWindow(10_000, 1000),
    [expect.stringMatching(/^\w+ in countByWindow$/), expect.stringMatching(/ in countByWindow$/)],
  ],
  [
    'transform',
    (s: DStream<number>) => s.transform((rdd) => rdd.map((n) => [n, 1] as const).reduceByKey((a) => a)),
    [expect.stringMatching(/ in transform$/)],
  ],
] as const)(
  'R27 ui-scope-names RDDs are named after what the program called: %s',
  async (_name, derive, expected) => {
    const program = makeProgram();
    ssc = program.ssc;
    program.queue.push([1, 2]);
    let names: string[] = [];
    (derive(program.stream) as DStream<unknown>).foreachRDD((rdd) => {
      names = namesOf(rdd as RDD<never>);
    });
    ssc.start();
    await program.nextBatch();
    const short = names.map((name) => name.replace(/ at operator-names\.test\.ts:\d+$/, ''));
    expect(short.slice(0, expected.length)).toEqual(expected);
    const own = names.slice(0, -1);
    expect(own.filter((name) => !/ at operator-names\.test\.ts:\d+$/.test(name))).toEqual([]);
  },
);
