import { StreamingError } from '../errors.ts';

/** Below 0 when `a` comes first, above 0 when `b` does, 0 when neither. */
export type Compare<T> = (a: T, b: T) => number;

/**
 * The order that values have of themselves: undefined, null, false, true, numbers and bigints (NaN last), strings
 * by code unit, Dates, lists entry by entry (a shorter one first). Of two kinds, the one named first comes first.
 *
 * @throws {StreamingError} `NOT_COMPARABLE` for anything else
 */
export function compareNatural(a: unknown, b: unknown): number {
  // Nearly all keys are two numbers or two strings.
  if (typeof a === 'number' && typeof b === 'number') {
    return a < b ? -1 : a > b ? 1 : a === b ? 0 : Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  }
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  if (Array.isArray(a) && Array.isArray(b)) return compareLists(a, b);
  const rank = rankOf(a);
  const difference = rank - rankOf(b);
  if (difference !== 0) return difference;
  if (rank === DATE) return compareNatural((a as Date).getTime(), (b as Date).getTime());
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;
}

/** The order of what `by` gives; values' own order without it. */
export function orderBy<T>(by?: (record: T) => unknown): Compare<T> {
  return by === undefined ? compareNatural : (a, b) => compareNatural(by(a), by(b));
}

export function reverse<T>(compare: Compare<T>): Compare<T> {
  return (a, b) => compare(b, a);
}

const DATE = 5;

function rankOf(value: unknown): number {
  if (value === undefined) return 0;
  if (value === null) return 1;
  if (typeof value === 'boolean') return 2;
  if (typeof value === 'number' || typeof value === 'bigint') return 3;
  if (typeof value === 'string') return 4;
  if (value instanceof Date) return DATE;
  if (Array.isArray(value)) return 6;
  throw new StreamingError(
    'NOT_COMPARABLE',
    `a ${typeof value} has no order; it must be a number, bigint, string, boolean, Date or a list of those`,
    { fix: 'Give a function that says what to compare records by.' },
  );
}

function compareLists(a: readonly unknown[], b: readonly unknown[]): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const order = compareNatural(a[i], b[i]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
