import { isMainThread } from 'node:worker_threads';
import type { Accumulator, DStream, LongAccumulator, StreamingContext } from '../../src/index.ts';

export interface Args {
  /** Counts the calls of the map function, in all threads. */
  readonly calls: Int32Array<SharedArrayBuffer>;
  /** The calls, counted from 0, at which it throws, or its thread dies. */
  readonly throwsAt: readonly number[];
  readonly diesAt: readonly number[];
}

/** The variables of the last `build` in this thread. */
export const variables: { seen?: LongAccumulator; sums?: Accumulator<Record<string, number>> } = {};

/** A running count of words, whose map fails now and then, and counts what it has seen. */
export function build(
  ssc: StreamingContext,
  { calls, throwsAt, diesAt }: Args,
  words: DStream<string>,
): DStream<[string, number]> {
  const seen = ssc.engine.longAccumulator('seen');
  const sums = ssc.engine.accumulator<Record<string, number>>({}, (a, b) => {
    for (const [word, n] of Object.entries(b)) a[word] = (a[word] ?? 0) + n;
    return a;
  });
  Object.assign(variables, { seen, sums });
  return words
    .map((word): [string, number] => {
      const call = Atomics.add(calls, 0, 1);
      seen.add(1);
      sums.add({ [word]: 1 });
      if (throwsAt.includes(call)) throw new Error(`call ${call}`);
      if (diesAt.includes(call) && !isMainThread) process.exit(1);
      return [word, 1];
    })
    .updateStateByKey<string, number, number>((values, state) => values.reduce((a, b) => a + b, state ?? 0));
}
