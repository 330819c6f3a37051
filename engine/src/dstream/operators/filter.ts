import type { DStream } from '../dstream.ts';

/** Keeps the records for which `predicate` is true. */
export function filter<T>(parent: DStream<T>, predicate: (record: T) => boolean): DStream<T> {
  return parent.derive({
    name: 'filter',
    functions: [predicate],
    compute: (batchTime) => parent.getOrCompute(batchTime)?.filter(predicate),
  });
}
