import { creationSite } from '../../rdd/creation-site.ts';
import type { RDD } from '../../rdd/rdd.ts';
import type { Time } from '../../time/duration.ts';
import type { DStream } from '../dstream.ts';
import { requireFunction } from '../require-arguments.ts';

/** What an output operation does with a batch; the batch is done when its promise is. */
export type OutputFunction<T> = (rdd: RDD<T>, batchTime: Time) => void | Promise<void>;

/**
 * Calls `f` with each RDD. Only actions (`collect`, `foreachPartition`, …) in it compute anything. Not called
 * when the stream has no RDD.
 *
 * @param name of the operation, for listeners and errors
 */
export function foreachRDD<T>(parent: DStream<T>, f: OutputFunction<T>, name = 'foreachRDD'): void {
  requireFunction(name, f);
  const site = creationSite();
  parent.graph.addOutput({
    name,
    description: site === '' ? name : `${name} at ${site}`,
    parent,
    run: (rdd, batchTime) => f(rdd as RDD<T>, batchTime),
  });
}
