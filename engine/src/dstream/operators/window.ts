import { unionOf } from '../../rdd/union.ts';
import { type Duration, requireMultiple } from '../../time/duration.ts';
import { windowEndingAt } from '../../time/interval.ts';
import type { DStream } from '../dstream.ts';

/**
 * Gathers the parent's last batches into one. The parent's records are kept in memory for it.
 *
 *     batch times     1   2   3   4   5   6
 *     window(4, 2)        [       4       ]   at 6: batches 3..6
 *
 * @param windowDuration how far back a window reaches, in ms
 * @param slideDuration time between two windows, in ms; default: the parent's
 * @returns records oldest batch first; before the stream has run `windowDuration`, fewer batches; no records when no
 *   batch of the window has an RDD
 * @throws {StreamingError} `DURATION_NOT_A_MULTIPLE` unless both are multiples of the parent's
 *   slideDuration
 */
export function window<T>(
  parent: DStream<T>,
  windowDuration: Duration,
  slideDuration: Duration = parent.slideDuration,
): DStream<T> {
  requireMultiple('windowDuration', windowDuration, parent.slideDuration);
  requireMultiple('slideDuration', slideDuration, parent.slideDuration);
  return parent.derive({
    name: 'window',
    persistsParent: true,
    slideDuration,
    parentsRemember: windowDuration,
    compute(batchTime) {
      const rdds = parent.slice(windowEndingAt(batchTime, windowDuration));
      return unionOf(rdds) ?? parent.graph.engine.emptyRDD<T>();
    },
  });
}
