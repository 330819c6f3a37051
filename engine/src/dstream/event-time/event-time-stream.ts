import { StreamingError } from '../../errors.ts';
import type { StepFunction } from '../../rdd/engine-function.ts';
import type { RDD, Recordlike } from '../../rdd/rdd.ts';
import type { Duration, Time } from '../../time/duration.ts';
import type { DStream } from '../dstream.ts';
import { union } from '../operators/union.ts';
import { type EventTimeStatus, newTotals, statusOf } from './event-time-status.ts';
import type { EmitMode } from './fixed-window-store.ts';
import { smallestWatermark } from './next-watermark.ts';
import type { InvalidRecord, Stamped } from './stamped.ts';
import { filteringStamped, flatMappingStamped, mappingStamped } from './stamped-steps.ts';
import { fixedWindows, sessionWindows } from './time-windows.ts';
import { WatermarkStream } from './watermark-stream.ts';
import { WindowedStream } from './windowed-stream.ts';

export interface WindowOptions {
  /** `final` (default): each window once, when it is closed. `update`: each window that a batch changed. */
  readonly emit?: EmitMode;
}

/** What an event-time stream is made of. */
export interface EventTimeParts<T> {
  readonly records: DStream<Stamped<T>>;
  readonly invalid: DStream<InvalidRecord<unknown>>;
  readonly watermark: WatermarkStream;
  /** Takes a time that the program wants the watermark at. */
  readonly advanceTo: (time: Time) => void;
}

/**
 * Records that carry when they were written, and a watermark: how far event time has come. Steps keep each record's
 * event time; windows end it.
 */
export class EventTimeStream<T> {
  /** The records whose event time is of no use, with the reason, as they were before any step. */
  readonly invalid: DStream<InvalidRecord<unknown>>;
  readonly #parts: EventTimeParts<T>;

  constructor(parts: EventTimeParts<T>) {
    this.invalid = parts.invalid;
    this.#parts = parts;
  }

  /** Watermark, counts of invalid and late records, and open windows, after the last batch that ran. */
  get status(): EventTimeStatus {
    return statusOf(this.#parts.watermark.totals);
  }

  // Steps

  map<U extends Recordlike>(f: (record: T) => U): EventTimeStream<U> {
    const g = mappingStamped(f) as (stamped: Stamped<T>) => Stamped<U>;
    return this.#step<U>('map', f, (rdd) => rdd.map(g));
  }

  filter(predicate: (record: T) => boolean): EventTimeStream<T> {
    const g = filteringStamped(predicate);
    return this.#step<T>('filter', predicate, (rdd) => rdd.filter(g));
  }

  flatMap<U extends Recordlike>(f: (record: T) => Iterable<U>): EventTimeStream<U> {
    const g = flatMappingStamped(f) as (stamped: Stamped<T>) => Stamped<U>[];
    return this.#step<U>('flatMap', f, (rdd) => rdd.flatMap(g));
  }

  /**
   * The records of both. The watermark is the smaller one, of those that are not idle, and never goes back.
   *
   * @throws {StreamingError} `DIFFERENT_CONTEXTS`, `DIFFERENT_SLIDE_DURATIONS`
   */
  union(other: EventTimeStream<T>): EventTimeStream<T> {
    const inputs = [this.#parts, other.#parts] as const;
    const records = union(inputs.map((parts) => parts.records));
    const invalid = union(inputs.map((parts) => parts.invalid));
    const [one, two] = [this.#parts.watermark, other.#parts.watermark];
    const totals = newTotals(`union of ${one.totals.name}, ${two.totals.name}`);
    records.graph.addEventTime(() => statusOf(totals));
    const watermark = new WatermarkStream(
      [one.stream as DStream<unknown>, two.stream as DStream<unknown>],
      totals,
      (previous, [first, second]) => {
        const steps = [one.stepOf(first as never), two.stepOf(second as never)];
        for (const reason of ['noTime', 'negative', 'future'] as const) {
          totals.invalidRecords[reason] =
            one.totals.invalidRecords[reason] + two.totals.invalidRecords[reason];
        }
        return smallestWatermark(
          previous,
          steps.filter((step) => step !== undefined),
        );
      },
    );
    const advanceTo = (time: Time): void => {
      for (const parts of inputs) parts.advanceTo(time);
    };
    return new EventTimeStream<T>({ records, invalid, watermark, advanceTo });
  }

  // Windows

  /**
   * Windows of `size`, one after the other, counted from the epoch.
   *
   *     [0, 10) [10, 20) [20, 30)        a record at 10 is in [10, 20)
   *
   * @throws {StreamingError} `INVALID_DURATION` unless size is a whole number of ms above 0
   */
  tumblingWindow(size: Duration, options?: WindowOptions): WindowedStream<T> {
    return this.slidingWindow(size, size, options);
  }

  /**
   * Windows of `size`, one begun every `slide`, counted from the epoch. A record is in all that cover it.
   *
   *     [0 …… 10)
   *         [5 …… 15)        size 10, slide 5: a record at 7 is in both
   *
   * @param slide at most `size`, else some records would be in none
   * @throws {StreamingError} `INVALID_DURATION`, `TOO_MANY_WINDOWS` above 10,000 windows a record
   */
  slidingWindow(size: Duration, slide: Duration, { emit = 'final' }: WindowOptions = {}): WindowedStream<T> {
    return new WindowedStream(this.#parts.records, this.#parts.watermark, fixedWindows(size, slide), emit);
  }

  /**
   * A window for each run of a key's records that are less than `gap` apart; it ends `gap` after the last one. A
   * record that comes between two makes them one. There is no `update` of sessions: what was given before might
   * have become part of another.
   *
   *     gap 10: records at 0, 4, 13 are the session [0, 23); one at 23 begins the next
   *
   * @throws {StreamingError} `INVALID_DURATION` unless gap is a whole number of ms above 0
   */
  sessionWindow(gap: Duration): WindowedStream<T> {
    return new WindowedStream(this.#parts.records, this.#parts.watermark, sessionWindows(gap), 'final');
  }

  /**
   * Sets the watermark to `time` in the next batch, unless it is later already: what the program knows better than
   * the records do, such as the end of a recording. `Infinity` closes every window; all that follows is late.
   *
   * @throws {StreamingError} `INVALID_TIME` for NaN
   */
  advanceWatermark(time: Time): void {
    if (Number.isNaN(time)) {
      throw new StreamingError('INVALID_TIME', `time is ${time}; it must be epoch ms, or Infinity`);
    }
    this.#parts.advanceTo(time);
  }

  #step<U>(
    name: string,
    f: StepFunction,
    apply: (rdd: RDD<Stamped<T>>) => RDD<Stamped<U>>,
  ): EventTimeStream<U> {
    const { records, ...rest } = this.#parts;
    const next = records.derive<Stamped<U>>({
      name,
      functions: [f],
      compute(batchTime) {
        const rdd = records.getOrCompute(batchTime);
        return rdd === undefined ? undefined : apply(rdd);
      },
    });
    return new EventTimeStream<U>({ ...rest, records: next });
  }
}
