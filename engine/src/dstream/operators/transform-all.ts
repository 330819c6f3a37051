import type { RDD } from '../../rdd/rdd.ts';
import type { Time } from '../../time/duration.ts';
import type { DStream } from '../dstream.ts';
import { parentRdd, requireRdd, requireSiblings } from '../parent-rdd.ts';
import { requireFunction } from '../require-arguments.ts';

/**
 * Any RDD code on the RDDs of several streams, in the order of the list.
 *
 * @throws {StreamingError} `NO_STREAMS`, `DIFFERENT_CONTEXTS`, `DIFFERENT_SLIDE_DURATIONS`; in the batch:
 *   `NO_PARENT_RDD`, `TRANSFORM_RETURNED_NOTHING`
 */
export function transformAll<T, R>(
  streams: readonly DStream<T>[],
  f: (rdds: RDD<T>[], batchTime: Time) => RDD<R>,
): DStream<R> {
  const first = requireSiblings('transform', streams);
  requireFunction('transform', f);
  return first.derive<R>({
    name: 'transform',
    parents: streams,
    compute(batchTime) {
      const rdds = streams.map((stream) => parentRdd(stream, batchTime));
      return requireRdd(f(rdds, batchTime));
    },
  });
}
