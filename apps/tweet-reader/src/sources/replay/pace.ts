import type { Clock } from '@hashtide/engine';
import type { SourceEvent, SourceRecord } from '../../tweet-source.ts';
import { RecordsEvent } from './records-event.ts';
import type { Speed } from './speed.ts';

/** While it waits, a replay says this often how far it is. */
const WATERMARK_INTERVAL_MS = 250;

export interface PaceOptions {
  readonly speed: Speed;
  /** No wait between two records is longer than this, ms by the clock; their stamps stay. */
  readonly maxGapMs: number | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Gives records when they are due: t0 + (at − at0) / speed, reckoned from the first record given and never from
 * the one before, so that nothing drifts. All that is due goes out together. While it waits it says how far the
 * recording's own time has come; that is never beyond the next record. Ends early when the signal aborts.
 */
export async function* pace(
  batches: AsyncIterable<readonly SourceRecord[]>,
  { speed, maxGapMs = Number.POSITIVE_INFINITY, clock, signal }: PaceOptions,
): AsyncGenerator<SourceEvent> {
  const factor = speed === 'recorded' ? 1 : speed === 'max' ? Number.POSITIVE_INFINITY : speed;
  const due = new RecordsEvent();
  let schedule: Schedule | undefined;
  let now = Number.NEGATIVE_INFINITY;
  for await (const batch of batches) {
    for (const record of batch) {
      if (signal.aborted) return;
      if (schedule === undefined) {
        now = clock.now();
        schedule = new Schedule(now, record.at, factor, maxGapMs);
      }
      schedule.next(record.at);
      if (schedule.dueAt > now) {
        if (due.size > 0) yield due.take();
        for (now = clock.now(); schedule.dueAt > now; now = clock.now()) {
          await sleepUntil(clock, Math.min(schedule.dueAt, now + WATERMARK_INTERVAL_MS), signal);
          if (signal.aborted) return;
          const at = schedule.watermark(clock.now());
          if (at !== undefined) yield { kind: 'watermark', at };
        }
      }
      if (!due.fits(record)) yield due.take();
      due.add(record);
    }
    if (due.size > 0) yield due.take();
  }
}

/** When each record is due, and what time of the recording it is in between. */
class Schedule {
  readonly #t0: number;
  readonly #at0: number;
  readonly #factor: number;
  readonly #maxGapMs: number;
  /** What shortened gaps have saved so far, ms. */
  #savedMs = 0;
  #previousAt: number;
  #previousDueAt: number;
  #at: number;
  #said: number;
  /** When the record is due: whole epoch ms by the clock. */
  dueAt: number;

  constructor(t0: number, at0: number, factor: number, maxGapMs: number) {
    this.#t0 = t0;
    this.#at0 = at0;
    this.#factor = factor;
    this.#maxGapMs = maxGapMs;
    this.#previousAt = at0;
    this.#at = at0;
    this.#said = at0;
    this.#previousDueAt = t0;
    this.dueAt = t0;
  }

  next(at: number): void {
    this.#previousAt = this.#at;
    this.#previousDueAt = this.dueAt;
    this.#at = at;
    const target = this.#t0 + (at - this.#at0) / this.#factor - this.#savedMs;
    const over = target - this.#previousDueAt - this.#maxGapMs;
    if (over > 0) this.#savedMs += over;
    this.dueAt = Math.ceil(over > 0 ? target - over : target);
  }

  /** How far the recording has come while the next record is awaited; undefined when that was said already. */
  watermark(now: number): number | undefined {
    if (now >= this.dueAt) return undefined;
    const passed = (now - this.#previousDueAt) / (this.dueAt - this.#previousDueAt);
    const at = Math.floor(this.#previousAt + (this.#at - this.#previousAt) * passed);
    if (at <= Math.max(this.#said, this.#previousAt)) return undefined;
    this.#said = at;
    return at;
  }
}

/** Resolves at `time`, or at once when the signal aborts. */
function sleepUntil(clock: Clock, time: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = clock.at(time, resolve);
  const onAbort = (): void => {
    cancel();
    resolve();
  };
  signal.addEventListener('abort', onAbort, { once: true });
  return promise.finally(() => signal.removeEventListener('abort', onAbort));
}
