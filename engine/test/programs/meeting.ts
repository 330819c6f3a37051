import type { DStream, StreamingContext } from '../../src/index.ts';

/** How long a record waits for the others, ms. */
const LONGEST_WAIT_MS = 10_000;

/** Each record waits until as many as there are threads wait at a time; says whether they met. */
export function build(
  ssc: StreamingContext,
  waiting: Int32Array<SharedArrayBuffer>,
  input: DStream<number>,
): DStream<boolean> {
  const { numThreads } = ssc.engine;
  return input.map(() => {
    if (Atomics.add(waiting, 0, 1) + 1 === numThreads) {
      Atomics.notify(waiting, 0);
      return true;
    }
    for (let seen = Atomics.load(waiting, 0); seen < numThreads; seen = Atomics.load(waiting, 0)) {
      if (Atomics.wait(waiting, 0, seen, LONGEST_WAIT_MS) === 'timed-out') return false;
    }
    return true;
  });
}
