import type { DStream, StreamingContext } from '../../src/index.ts';

/** How often each word occurs in a batch. */
export function build(
  _ssc: StreamingContext,
  _args: unknown,
  lines: DStream<string>,
): DStream<[string, number]> {
  return lines
    .flatMap((line) => line.split(' '))
    .map((word) => [word, 1])
    .reduceByKey((a, b) => a + b);
}
