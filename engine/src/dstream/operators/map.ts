import type { Recordlike } from '../../rdd/rdd.ts';
import type { DStream } from '../dstream.ts';

/** One record for each record. */
export function map<T, U extends Recordlike>(parent: DStream<T>, f: (record: T) => U): DStream<U> {
  return parent.derive({
    name: 'map',
    functions: [f],
    compute: (batchTime) => parent.getOrCompute(batchTime)?.map(f),
  });
}
