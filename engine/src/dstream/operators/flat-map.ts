import type { Recordlike } from '../../rdd/rdd.ts';
import type { DStream } from '../dstream.ts';

/** None, one or many records for each record, in order. */
export function flatMap<T, U extends Recordlike>(
  parent: DStream<T>,
  f: (record: T) => Iterable<U>,
): DStream<U> {
  return parent.derive({
    name: 'flatMap',
    functions: [f],
    compute: (batchTime) => parent.getOrCompute(batchTime)?.flatMap(f),
  });
}
