import { readLists } from '../../rdd/prepared.ts';
import type { RDD } from '../../rdd/rdd.ts';
import type { Duration, Time } from '../../time/duration.ts';
import { giveWay } from '../../time/give-way.ts';
import type { DStream } from '../dstream.ts';
import { DriverBatches } from './driver-batches.ts';
import { type InvalidRecord, invalidReason, type Stamped } from './stamped.ts';
import { stamping } from './stamped-steps.ts';

/** A batch's records, sorted out by whether their event time can be used. */
interface IntakeBatch<T> {
  /** By partition. */
  readonly valid: readonly (readonly Stamped<T>[])[];
  readonly invalid: readonly InvalidRecord<T>[];
  /** -Infinity when none is valid. */
  readonly maxEventTime: Time;
}

/** What comes in, with an RDD in every batch. */
export interface Intake<T> {
  readonly records: DStream<Stamped<T>>;
  readonly invalid: DStream<InvalidRecord<T>>;
  readonly batches: DriverBatches<Stamped<T>, IntakeBatch<T>>;
}

/** Asks every record once for its event time, and sorts out those of no use. */
export function intake<T>(
  parent: DStream<T>,
  eventTimeOf: (record: T) => Time | null | undefined,
  maxFuture: Duration,
): Intake<T> {
  const { engine } = parent.graph;
  const batches = new DriverBatches<Stamped<T>, IntakeBatch<T>>();
  const stamp = stamping(eventTimeOf) as (record: T) => [unknown, T];
  const stamped = parent.derive<[unknown, T]>({
    name: 'withWatermark',
    functions: [eventTimeOf],
    compute: (batchTime) => parent.getOrCompute(batchTime)?.map(stamp),
  });
  const records = stamped.derive<Stamped<T>>({
    name: 'eventTime',
    compute(batchTime) {
      const rdd = stamped.getOrCompute(batchTime) ?? engine.emptyRDD<[unknown, T]>();
      return batches.add({
        name: 'eventTime',
        numPartitions: Math.max(1, rdd.numPartitions),
        parents: [rdd as RDD<unknown>],
        prepare: () => sortOut(rdd, batchTime + maxFuture),
        read: readValid<T>,
      });
    },
  });
  const invalid = records.derive<InvalidRecord<T>>({
    name: 'invalidEventTime',
    compute(batchTime) {
      const rdd = records.getOrCompute(batchTime) ?? engine.emptyRDD<Stamped<T>>();
      return rdd.derive<InvalidRecord<T>>({
        name: 'invalidEventTime',
        numPartitions: 1,
        compute: (_partition, push) => batches.of(rdd)?.invalid.forEach(push),
      });
    },
  });
  return { records, invalid, batches };
}

function readValid<T>(
  { valid }: IntakeBatch<T>,
  partition: number,
  push: (record: Stamped<T>) => void,
): void {
  readLists(valid, partition, push);
}

async function sortOut<T>(rdd: RDD<[unknown, T]>, latest: Time): Promise<IntakeBatch<T>> {
  const invalid: InvalidRecord<T>[] = [];
  const valid: Stamped<T>[][] = [];
  let maxEventTime = Number.NEGATIVE_INFINITY;
  for (const partition of await rdd.glom().collect()) {
    const kept: Stamped<T>[] = [];
    for (const pair of partition) {
      const reason = invalidReason(pair[0], latest);
      if (reason !== undefined) {
        invalid.push({ record: pair[1], reason });
        continue;
      }
      const [eventTime] = pair as Stamped<T>;
      if (eventTime > maxEventTime) maxEventTime = eventTime;
      kept.push(pair as Stamped<T>);
    }
    valid.push(kept);
    await giveWay();
  }
  return { valid, invalid, maxEventTime };
}
