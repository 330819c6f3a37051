import { toNull } from '../../rdd/plain-functions.ts';
import type { DStream } from '../dstream.ts';

/** One record a batch: all of its records made one by `f`. An empty batch gives none. */
export function reduce<T>(parent: DStream<T>, f: (a: T, b: T) => T): DStream<T> {
  return parent.derive<T>({
    name: 'reduce',
    functions: [f],
    compute: (batchTime) => parent.getOrCompute(batchTime)?.keyBy(toNull).reduceByKey(f, 1).values(),
  });
}
