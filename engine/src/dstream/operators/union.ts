import { unionOf } from '../../rdd/union.ts';
import type { DStream } from '../dstream.ts';
import { parentRdd, requireSiblings } from '../parent-rdd.ts';

/**
 * The records of all streams, in the order of the list.
 *
 * @throws {StreamingError} `NO_STREAMS`, `DIFFERENT_CONTEXTS`, `DIFFERENT_SLIDE_DURATIONS`; in the batch:
 *   `NO_PARENT_RDD` when one of them has no RDD
 */
export function union<T>(streams: readonly DStream<T>[]): DStream<T> {
  const first = requireSiblings('union', streams);
  return first.derive({
    name: 'union',
    parents: streams,
    compute: (batchTime) => unionOf(streams.map((stream) => parentRdd(stream, batchTime))),
  });
}
