import { isMainThread } from 'node:worker_threads';
import type { DStream, StreamingContext } from '../../src/index.ts';

/** Builds another graph in worker threads, in the way that `how` says. */
export function build(ssc: StreamingContext, how: string, input: DStream<number>): DStream<number> {
  const first = input.map((n) => n + 1);
  if (isMainThread) return first.filter((n) => n > 0);
  if (how === 'throws') throw new Error('no disk here');
  if (how === 'exits') process.exit(7);
  if (how === 'another operator') return first.map((n) => n);
  if (how === 'one more') return first.filter((n) => n > 0).map((n) => n);
  if (how === 'one more accumulator') ssc.engine.longAccumulator();
  if (how === 'another text') return first.filter((n) => n > 1 - 1);
  return how === 'one less' ? first : first.filter((n) => n > 0);
}
