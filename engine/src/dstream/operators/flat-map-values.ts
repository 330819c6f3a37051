import type { Pair } from '../../rdd/rdd.ts';
import type { DStream } from '../dstream.ts';

/** None, one or many values for each pair; the key stays. */
export function flatMapValues<K, V, U>(
  parent: DStream<Pair<K, V>>,
  f: (value: V) => Iterable<U>,
): DStream<[K, U]> {
  return parent.derive({
    name: 'flatMapValues',
    functions: [f],
    compute: (batchTime) => parent.getOrCompute(batchTime)?.flatMapValues(f),
  });
}
