import { StreamingError } from '../../errors.ts';
import type { Counts } from '../counts.ts';
import type { SmallCounts } from './small-counts.ts';

/**
 * What is counted of a hashtag, apart: originals by label, then retweets by label. `posts` is the sum of all six.
 * Number `slot × NUM_FIELDS + field` is a cell.
 */
export const NUM_FIELDS = 6;

/** The cells of one batch that are not 0, ascending, and their counts: five to eight bytes each. */
export interface BatchCells {
  readonly cells: Uint32Array;
  readonly counts: Uint8Array | Uint16Array | Uint32Array;
}

/** Writes `counts` as the six fields into `into`. */
export function readFields(counts: Readonly<Counts>, into: number[]): void {
  const { repostPositive, repostNeutral, repostNegative } = counts;
  into[0] = counts.positive - repostPositive;
  into[1] = counts.neutral - repostNeutral;
  into[2] = counts.negative - repostNegative;
  into[3] = repostPositive;
  into[4] = repostNeutral;
  into[5] = repostNegative;
}

/** The fields must give `posts` and `reposts`. @throws {StreamingError} `COUNTS_DO_NOT_ADD_UP` */
export function checkCounts(hashtag: string, counts: Readonly<Counts>): void {
  const { posts, reposts, positive, neutral, negative, repostPositive, repostNeutral, repostNegative } =
    counts;
  const addUp =
    positive + neutral + negative === posts && repostPositive + repostNeutral + repostNegative === reposts;
  const areCounts = repostPositive >= 0 && repostNeutral >= 0 && repostNegative >= 0;
  const hasOriginals = positive >= repostPositive && neutral >= repostNeutral && negative >= repostNegative;
  if (addUp && areCounts && hasOriginals) return;
  throw new StreamingError(
    'COUNTS_DO_NOT_ADD_UP',
    `#${hashtag.slice(0, 80)} has ${posts} posts, ${reposts} of them retweets; the labels must add up to that`,
  );
}

/** The six fields of a slot as counts. */
export function countsOf(fields: SmallCounts, slot: number): Counts {
  const at = (field: number) => fields.at(slot * NUM_FIELDS + field);
  const [repostPositive, repostNeutral, repostNegative] = [at(3), at(4), at(5)];
  const [positive, neutral, negative] = [
    at(0) + repostPositive,
    at(1) + repostNeutral,
    at(2) + repostNegative,
  ];
  const reposts = repostPositive + repostNeutral + repostNegative;
  const posts = positive + neutral + negative;
  return { posts, reposts, positive, neutral, negative, repostPositive, repostNeutral, repostNegative };
}

/** Gathers the cells of a batch. */
export class BatchCellsBuilder {
  readonly #cells: number[] = [];
  readonly #counts: number[] = [];

  /** Adds a slot's fields; each slot once. */
  add(slot: number, fields: readonly number[]): void {
    for (let field = 0; field < NUM_FIELDS; field += 1) {
      const count = fields[field] ?? 0;
      if (count === 0) continue;
      this.#cells.push(slot * NUM_FIELDS + field);
      this.#counts.push(count);
    }
  }

  build(): BatchCells {
    const { length } = this.#cells;
    // A cell's number and its place in one double each: sorted natively, without a comparing function.
    const order = new Float64Array(length);
    for (let index = 0; index < length; index += 1) order[index] = (this.#cells[index] ?? 0) * length + index;
    order.sort();
    const largest = this.#counts.reduce((most, count) => Math.max(most, count), 0);
    const cells = new Uint32Array(length);
    const counts =
      largest < 0x100
        ? new Uint8Array(length)
        : largest < 0x10000
          ? new Uint16Array(length)
          : new Uint32Array(length);
    for (let index = 0; index < length; index += 1) {
      const from = (order[index] ?? 0) % length;
      cells[index] = this.#cells[from] ?? 0;
      counts[index] = this.#counts[from] ?? 0;
    }
    return { cells, counts };
  }
}

/** What one batch has of a slot. */
export interface SlotInBatch {
  posts: number;
  positive: number;
  negative: number;
}

/** Looks a slot up in a batch, in a time of the order of log₂ of its cells; all 0 when it is not in it. */
export function slotInBatch({ cells, counts }: BatchCells, slot: number): SlotInBatch {
  const firstCell = slot * NUM_FIELDS;
  let low = 0;
  let high = cells.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((cells[middle] ?? 0) < firstCell) low = middle + 1;
    else high = middle;
  }
  const found: SlotInBatch = { posts: 0, positive: 0, negative: 0 };
  for (; low < cells.length && (cells[low] ?? 0) < firstCell + NUM_FIELDS; low += 1) {
    const label = ((cells[low] ?? 0) - firstCell) % 3;
    const count = counts[low] ?? 0;
    found.posts += count;
    if (label === 0) found.positive += count;
    else if (label === 2) found.negative += count;
  }
  return found;
}
