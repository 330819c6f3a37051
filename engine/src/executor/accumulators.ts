import { StreamingError } from '../errors.ts';
import { Accumulator } from './accumulator.ts';

interface Sum {
  sum: number;
  count: number;
}

/** Adds numbers up. 0 when none was added. */
export class DoubleAccumulator extends Accumulator<number, number, Sum> {
  constructor() {
    super({
      zero: (): Sum => ({ sum: 0, count: 0 }),
      add(state: Sum, value: number): Sum {
        state.sum += value;
        state.count += 1;
        return state;
      },
      merge(a: Sum, b: Sum): Sum {
        a.sum += b.sum;
        a.count += b.count;
        return a;
      },
      valueOf: (state: Sum) => state.sum,
    });
  }

  /** @throws {StreamingError} `INVALID_ACCUMULATOR_VALUE` unless it is a number */
  override add(value: number): void {
    if (typeof value !== 'number') throw invalidValue(value, 'a number');
    super.add(value);
  }

  /** The same as `value`. */
  get sum(): number {
    return this.value;
  }

  /** How often something was added. */
  get count(): number {
    return this.readState().count;
  }

  /** sum / count; NaN when nothing was added. */
  get avg(): number {
    const { sum, count } = this.readState();
    return sum / count;
  }
}

/** Adds integers up. */
export class LongAccumulator extends DoubleAccumulator {
  /** @throws {StreamingError} `INVALID_ACCUMULATOR_VALUE` unless it is an integer of at most 2^53 − 1 */
  override add(value: number): void {
    if (!Number.isSafeInteger(value)) throw invalidValue(value, 'an integer');
    super.add(value);
  }
}

/** How many items a CollectionAccumulator keeps unless told otherwise. */
const MOST_COLLECTED = 100_000;

interface Collected<T> {
  readonly items: T[];
  numDropped: number;
}

/** Gathers items, in the order of the tasks. Beyond `maxItems` it only counts them. */
export class CollectionAccumulator<T> extends Accumulator<T, readonly T[], Collected<T>> {
  constructor(maxItems = MOST_COLLECTED) {
    const addTo = (state: Collected<T>, item: T): Collected<T> => {
      if (state.items.length < maxItems) state.items.push(item);
      else state.numDropped += 1;
      return state;
    };
    super({
      zero: (): Collected<T> => ({ items: [], numDropped: 0 }),
      add: addTo,
      merge(a: Collected<T>, b: Collected<T>): Collected<T> {
        for (const item of b.items) addTo(a, item);
        a.numDropped += b.numDropped;
        return a;
      },
      valueOf: (state: Collected<T>) => [...state.items],
    });
  }

  /** Items that came when it was full. */
  get numDropped(): number {
    return this.readState().numDropped;
  }
}

/** An accumulator of values of one type: `merge` puts two together. */
export function mergingAccumulator<T>(zero: T, merge: (a: T, b: T) => T): Accumulator<T, T, T> {
  const copy = (): T => (typeof zero === 'object' ? structuredClone(zero) : zero);
  return new Accumulator<T, T, T>({ zero: copy, add: merge, merge, valueOf: (state) => state });
}

function invalidValue(value: unknown, rule: string): StreamingError {
  return new StreamingError(
    'INVALID_ACCUMULATOR_VALUE',
    `${String(value)} was added to an accumulator; it must be ${rule}`,
  );
}
