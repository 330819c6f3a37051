import type { Pair } from '../../rdd/rdd.ts';
import type { DStream } from '../dstream.ts';

/** Another value for each pair; the key stays. */
export function mapValues<K, V, U>(parent: DStream<Pair<K, V>>, f: (value: V) => U): DStream<[K, U]> {
  return parent.derive({
    name: 'mapValues',
    functions: [f],
    compute: (batchTime) => parent.getOrCompute(batchTime)?.mapValues(f),
  });
}
