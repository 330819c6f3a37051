import { isMainThread, threadId } from 'node:worker_threads';
import type { DStream, RDD, StreamingContext } from '../../src/index.ts';

declare global {
  var offsetOfDriver: number | undefined;
}

/** Streams that say which thread their functions ran in. */
export const streams: Readonly<Record<string, (input: DStream<number>) => DStream<unknown>>> = {
  map: (input) => input.map(() => isMainThread),
  'made at run time': (input) => input.transform((rdd) => rdd.map(() => isMainThread)),
  'made at run time, between': (input) =>
    input
      .map(() => [isMainThread])
      .transform((rdd) => rdd.map((list) => [...list, isMainThread]))
      .map((list) => [...list, isMainThread]),
  'combined after': (input) =>
    input
      .transform((rdd: RDD<number>) => rdd.map((n) => n))
      .map((n): [number, boolean[]] => [n % 1, [isMainThread]])
      .reduceByKey((a, b) => [...a, ...b]),
  persisted: (input) => {
    const kept = input.map((n) => [n, threadId, Math.random()]).persist();
    return kept.union(kept);
  },
};

export function build(_ssc: StreamingContext, name: string, input: DStream<number>): DStream<unknown> {
  return (streams[name] as (input: DStream<number>) => DStream<unknown>)(input);
}
