import { creationSite } from '../../rdd/creation-site.ts';
import type { RDD } from '../../rdd/rdd.ts';
import type { Duration, Time } from '../../time/duration.ts';
import type { DStream } from '../dstream.ts';
import { newTotals, statusOf } from '../event-time/event-time-status.ts';
import { EventTimeStream } from '../event-time/event-time-stream.ts';
import { intake } from '../event-time/intake.ts';
import { nextWatermark } from '../event-time/next-watermark.ts';
import type { InvalidRecord, Stamped } from '../event-time/stamped.ts';
import { requireWatermarkOptions, type WatermarkOptions } from '../event-time/watermark-options.ts';
import { WatermarkStream } from '../event-time/watermark-stream.ts';

/**
 * Gives records the time they were written at, and the stream a watermark: latest event time − delayThreshold, never
 * going back. It tells which windows are over, and which records come too late.
 *
 *     batch            1         2             3
 *     event times      4 20      31 12         21 18            delayThreshold 10, windows of 10
 *     watermark        10        21            21               after the batch
 *     given            [0, 10)   [10, 20)                       windows that end at or before it
 *     late                                     18               [10, 20) was given; 21 is not: [20, 30) is open
 *
 * Records are judged by the watermark that the batch before has left, so results do not depend on their order
 * within a batch.
 *
 * @param delayThreshold how much later than the latest one a record may come, ms
 * @param eventTimeOf epoch ms. Not a number, negative, or later than the batch time + maxFuture: invalid
 * @throws {StreamingError} `INVALID_DURATION`
 */
export function withWatermark<T>(
  parent: DStream<T>,
  delayThreshold: Duration,
  eventTimeOf: (record: T) => Time | null | undefined,
  options: WatermarkOptions = {},
): EventTimeStream<T> {
  const { maxFuture, idleTimeout } = requireWatermarkOptions(delayThreshold, options);
  const site = creationSite();
  const totals = newTotals(site === '' ? 'withWatermark' : `withWatermark at ${site}`);
  const { records, invalid, batches } = intake(parent, eventTimeOf, maxFuture);
  let advancedTo = Number.NEGATIVE_INFINITY;
  const watermark = new WatermarkStream(
    [records as DStream<unknown>],
    totals,
    (previous, [rdd], batchTime) => {
      const batch = batches.of(rdd as RDD<Stamped<T>> | undefined);
      const batchMax = batch?.maxEventTime ?? Number.NEGATIVE_INFINITY;
      if (batchTime > totals.countedUpTo) {
        for (const { reason } of batch?.invalid ?? []) totals.invalidRecords[reason] += 1;
      }
      return nextWatermark(previous, batchTime, batchMax, { delayThreshold, idleTimeout }, advancedTo);
    },
  );
  parent.graph.addEventTime(() => statusOf(totals));
  return new EventTimeStream<T>({
    records,
    invalid: invalid as DStream<InvalidRecord<unknown>>,
    watermark,
    advanceTo(time) {
      advancedTo = Math.max(advancedTo, time);
    },
  });
}
