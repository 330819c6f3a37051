import { giveWay } from '../time/give-way.ts';
import { type Compare, compareNatural, reverse } from './ordering.ts';
import { preparedRdd, readLists } from './prepared.ts';
import { seededRandom } from './random.ts';
import type { Pair, RDD } from './rdd.ts';

/**
 * All records in order of `f`, equal ones as they came: partition 0 has the first ones, the last partition the
 * last. Partitions are about equally large, but records that are equal stay together.
 *
 * @param f gives what {@link compareNatural} can compare
 * @param numPartitions default: the parent's
 */
export function sortBy<T, S>(
  parent: RDD<T>,
  f: (record: T) => S,
  ascending: boolean,
  numPartitions = Math.max(1, parent.numPartitions),
): RDD<T> {
  const compare = ascending ? compareNatural : reverse(compareNatural);
  return preparedRdd({
    name: 'sortBy',
    numPartitions,
    parents: [parent as RDD<unknown>],
    async prepare() {
      return sortedParts(await parent.keyBy(f).collect(), compare, numPartitions);
    },
    read: readLists<T>,
  });
}

/** So that sorting one run does not hold the event loop for long. */
const RECORDS_A_RUN = 8192;

/** How many keys are looked at to find where a run ends. */
const SAMPLED_A_RUN = 20;

/** Deals the records out to runs by ranges of their keys, sorts each, and puts as many in each partition. */
async function sortedParts<S, T>(
  keyed: readonly Pair<S, T>[],
  compare: Compare<unknown>,
  numPartitions: number,
): Promise<T[][]> {
  const runsAPart = Math.max(1, Math.ceil(keyed.length / RECORDS_A_RUN / numPartitions));
  const runs = await dealByRange(keyed, compare, runsAPart * numPartitions);
  const parts: T[][] = [];
  for (let part = 0; part < numPartitions; part += 1) {
    const records: T[] = [];
    for (let i = part * runsAPart; i < (part + 1) * runsAPart; i += 1) {
      const run = runs[i] ?? [];
      run.sort((a, b) => compare(a[0], b[0]));
      for (const [, record] of run) records.push(record);
      await giveWay();
    }
    parts.push(records);
  }
  return parts;
}

async function dealByRange<S, T>(
  keyed: readonly Pair<S, T>[],
  compare: Compare<unknown>,
  numRuns: number,
): Promise<Pair<S, T>[][]> {
  const runs = Array.from({ length: numRuns }, (): Pair<S, T>[] => []);
  const bounds = rangeBounds(keyed, compare, numRuns);
  for (let i = 0; i < keyed.length; i += 1) {
    const pair = keyed[i] as Pair<S, T>;
    runs[rangeOf(pair[0], bounds, compare)]?.push(pair);
    if (i % RECORDS_A_RUN === 0) await giveWay();
  }
  return runs;
}

/** The last key of each run but the last one, from a sample; all keys when there are few. */
function rangeBounds(
  keyed: readonly Pair<unknown, unknown>[],
  compare: Compare<unknown>,
  numRuns: number,
): unknown[] {
  const numSampled = numRuns * SAMPLED_A_RUN;
  const keys: unknown[] = [];
  if (keyed.length <= numSampled) {
    for (const [key] of keyed) keys.push(key);
  } else {
    const random = seededRandom(keyed.length, numRuns);
    for (let i = 0; i < numSampled; i += 1) keys.push(keyed[Math.floor(random() * keyed.length)]?.[0]);
  }
  // A list's own sort puts undefined last, whatever it is told.
  const sorted = keys.map((key) => ({ key })).sort((a, b) => compare(a.key, b.key));
  const bounds: unknown[] = [];
  for (let run = 1; run < numRuns && sorted.length > 0; run += 1) {
    bounds.push(sorted[Math.max(0, Math.ceil((run * sorted.length) / numRuns) - 1)]?.key);
  }
  return bounds;
}

/** The first range whose last key is not before `key`. */
function rangeOf(key: unknown, bounds: readonly unknown[], compare: Compare<unknown>): number {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(key, bounds[middle]) > 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
