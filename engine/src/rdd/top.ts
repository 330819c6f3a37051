import { type Action, defineAction } from './action.ts';
import type { StepFunction } from './engine-function.ts';
import { orderBy, reverse } from './ordering.ts';
import { same } from './plain-functions.ts';
import type { RDD } from './rdd.ts';

/** The `num` least records by what `by` gives, in order; of equal ones the first. Memory: a few times `num` records. */
export function takeOrdered<T>(rdd: RDD<T>, num: number, by?: (record: T) => unknown): Promise<T[]> {
  return leastOf(rdd, num, by, false);
}

/** The `num` greatest records by what `by` gives, the greatest first; of equal ones the first. */
export function top<T>(rdd: RDD<T>, num: number, by?: (record: T) => unknown): Promise<T[]> {
  return leastOf(rdd, num, by, true);
}

interface Params {
  readonly num: number;
  readonly isReversed: boolean;
}

async function leastOf<T>(
  rdd: RDD<T>,
  num: number,
  by: StepFunction = same,
  isReversed: boolean,
): Promise<T[]> {
  if (num <= 0) return [];
  const best = new Best<T>(by, { num, isReversed });
  const leastOfEach = leastAction([by], { num, isReversed }) as Action<T[]>;
  await rdd.context.runTasks(rdd, leastOfEach, (records) => {
    for (const record of records) best.add(record);
  });
  return best.records();
}

const leastAction = defineAction<readonly [StepFunction], unknown[], Params>(
  'takeOrdered',
  ({ functions: [by], params }, read) => {
    const best = new Best<unknown>(by, params);
    read((record) => best.add(record));
    return best.records();
  },
);

/** Keeps the least of what is added; sorts now and then, so that a record costs little. */
class Best<T> {
  readonly #num: number;
  readonly #compare: (a: Entry<T>, b: Entry<T>) => number;
  readonly #by: StepFunction;
  #entries: Entry<T>[] = [];

  constructor(by: StepFunction, { num, isReversed }: Params) {
    const compare = orderBy<Entry<T>>((entry) => entry.key);
    this.#num = num;
    this.#by = by;
    this.#compare = isReversed ? reverse(compare) : compare;
  }

  add(record: T): void {
    this.#entries.push({ key: this.#by(record), record });
    if (this.#entries.length >= 2 * this.#num + 1000) this.#cut();
  }

  records(): T[] {
    this.#cut();
    return this.#entries.map((entry) => entry.record);
  }

  #cut(): void {
    this.#entries = this.#entries.sort(this.#compare).slice(0, this.#num);
  }
}

interface Entry<T> {
  readonly key: unknown;
  readonly record: T;
}
