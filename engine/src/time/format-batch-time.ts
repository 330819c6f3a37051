import type { Duration, Time } from './duration.ts';

/** Options of {@link formatBatchTime}. */
export interface FormatBatchTimeOptions {
  /** false: the time of day alone. Default true. */
  readonly showDate?: boolean;
  /** An IANA name such as `Europe/Berlin`. Default: the machine's. */
  readonly timeZone?: string;
}

/** A batch time as Spark's screens write it: `2015/05/14 14:04:40`, with `.452` when batches are shorter than 1 s. */
export function formatBatchTime(
  batchTime: Time,
  batchDuration: Duration,
  { showDate = true, timeZone }: FormatBatchTimeOptions = {},
): string {
  const format = new Intl.DateTimeFormat('en-US', {
    ...(timeZone === undefined ? {} : { timeZone }),
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
  });
  const parts = new Map(format.formatToParts(batchTime).map(({ type, value }) => [type as string, value]));
  const join = (separator: string, ...types: string[]): string =>
    types.map((type) => parts.get(type)).join(separator);
  const time = join(':', 'hour', 'minute', 'second');
  const exact = batchDuration < 1000 ? `${time}.${parts.get('fractionalSecond')}` : time;
  return showDate ? `${join('/', 'year', 'month', 'day')} ${exact}` : exact;
}
