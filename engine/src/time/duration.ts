import { StreamingError } from '../errors.ts';

/** A length of time in ms. */
export type Duration = number;
/** A moment, epoch ms. */
export type Time = number;

export function milliseconds(count: number): Duration {
  return count;
}

export function seconds(count: number): Duration {
  return count * 1000;
}

export function minutes(count: number): Duration {
  return count * 60_000;
}

const UNITS: ReadonlyMap<string, Duration> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['min', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/**
 * Reads a duration as people write it: `500ms`, `10s`, `1.5m`, `2h`, `1d`.
 *
 * @throws {StreamingError} `INVALID_DURATION` for anything else, for 0, and for parts of a ms
 */
export function parseDuration(text: string): Duration {
  const [, count = '', unitName = ''] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*$/i.exec(text) ?? [];
  const unit = UNITS.get(unitName.toLowerCase());
  const exact = unit === undefined ? Number.NaN : Number(count) * unit;
  const duration = Math.round(exact);
  // 0.007 s is 7.000000000000001 ms to a computer.
  if (!Number.isSafeInteger(duration) || duration <= 0 || Math.abs(exact - duration) > 1e-6) {
    throw new StreamingError(
      'INVALID_DURATION',
      `${JSON.stringify(text)} is no duration; it must be a number above 0 and a unit: ms, s, m, h or d`,
      { fix: 'Write it like 500ms, 10s, 5m or 1h.' },
    );
  }
  return duration;
}

/** Writes a duration in the largest unit that leaves a whole number: `90s`, `2m`, `1500ms`. {@link parseDuration} reads it. */
export function formatDuration(duration: Duration): string {
  for (const unitName of ['d', 'h', 'm', 's']) {
    const unit = UNITS.get(unitName) ?? 1;
    if (duration !== 0 && duration % unit === 0) return `${duration / unit}${unitName}`;
  }
  return `${duration}ms`;
}

/** @throws {StreamingError} `INVALID_DURATION` unless `value` is a whole number of ms above 0 */
export function requireDuration(name: string, value: Duration): void {
  if (Number.isSafeInteger(value) && value > 0) return;
  throw new StreamingError(
    'INVALID_DURATION',
    `${name} is ${value} ms; it must be a whole number of ms above 0`,
  );
}

/**
 * @param baseName what `base` is, for the message
 * @throws {StreamingError} `DURATION_NOT_A_MULTIPLE` unless `value` is a positive multiple of `base`
 */
export function requireMultiple(
  name: string,
  value: Duration,
  base: Duration,
  baseName = 'the parent’s slideDuration',
): void {
  if (value > 0 && value % base === 0) return;
  throw new StreamingError(
    'DURATION_NOT_A_MULTIPLE',
    `${name} is ${value} ms; it must be a multiple of ${base} ms, ${baseName}`,
  );
}
