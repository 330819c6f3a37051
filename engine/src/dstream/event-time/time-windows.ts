import { StreamingError } from '../../errors.ts';
import { type Duration, formatDuration, requireDuration, type Time } from '../../time/duration.ts';
import { floorTime } from '../../time/interval.ts';

/** A stretch of event time. */
export interface TimeWindow {
  /** Epoch ms, inclusive. */
  readonly start: Time;
  /** Epoch ms, exclusive. */
  readonly end: Time;
}

/** How records are put into windows. Fixed: tumbling (slide = size) and sliding. */
export type Windowing =
  | { readonly kind: 'fixed'; readonly size: Duration; readonly slide: Duration }
  | { readonly kind: 'session'; readonly gap: Duration };

/** Each record is in every window that covers it; more than that is a mistake. */
const MOST_WINDOWS_PER_RECORD = 10_000;

/**
 * @throws {StreamingError} `INVALID_DURATION` unless both are whole numbers of ms above 0 and slide ≤ size;
 *   `TOO_MANY_WINDOWS` when a record would be in more than 10,000 windows
 */
export function fixedWindows(size: Duration, slide: Duration): Windowing {
  requireDuration('size', size);
  requireDuration('slide', slide);
  if (slide > size) {
    throw new StreamingError(
      'INVALID_DURATION',
      `slide is ${slide} ms; it must be at most ${size} ms, the size, so that every record is in a window`,
    );
  }
  if (size / slide > MOST_WINDOWS_PER_RECORD) {
    throw new StreamingError(
      'TOO_MANY_WINDOWS',
      `a size of ${size} ms with a slide of ${slide} ms puts each record in ${Math.ceil(size / slide)} windows; it must be at most ${MOST_WINDOWS_PER_RECORD}`,
      { fix: 'Use a longer slide.' },
    );
  }
  return { kind: 'fixed', size, slide };
}

/** @throws {StreamingError} `INVALID_DURATION` unless it is a whole number of ms above 0 */
export function sessionWindows(gap: Duration): Windowing {
  requireDuration('gap', gap);
  return { kind: 'session', gap };
}

export function windowingName(windowing: Windowing): string {
  if (windowing.kind === 'session') return `sessionWindow ${formatDuration(windowing.gap)}`;
  const { size, slide } = windowing;
  if (slide === size) return `tumblingWindow ${formatDuration(size)}`;
  return `slidingWindow ${formatDuration(size)} every ${formatDuration(slide)}`;
}

/**
 * Whether a record comes too late: for all of its windows, or for some.
 *
 * Fixed windows: a window is over when its end ≤ watermark. Sessions: a record older than the watermark may belong to
 * one that is over, so it is late; what is not older cannot.
 */
export function latenessOf(
  windowing: Windowing,
  eventTime: Time,
  watermark: Time,
): 'onTime' | 'partly' | 'late' {
  if (eventTime >= watermark) return 'onTime';
  if (windowing.kind === 'session') return 'late';
  const { size, slide } = windowing;
  if (floorTime(eventTime, slide) + size <= watermark) return 'late';
  return firstWindowStart(eventTime, size, slide) + size <= watermark ? 'partly' : 'onTime';
}

/** The start of the first of the windows that cover `eventTime`; others follow a slide apart. */
export function firstWindowStart(eventTime: Time, size: Duration, slide: Duration): Time {
  return floorTime(eventTime - size, slide) + slide;
}
