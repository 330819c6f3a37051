import type { Counts } from '../counts.ts';

/** A batch's net and when it was. */
interface NetPoint {
  readonly batchTime: number;
  readonly net: number;
}

/** (positive − negative) ÷ posts × 100, rounded; 0 where there are no posts. */
export function netOf({
  posts,
  positive,
  negative,
}: Pick<Counts, 'posts' | 'positive' | 'negative'>): number {
  // `|| 0`: Math.round gives −0 for what rounds up to nothing.
  return posts === 0 ? 0 : Math.round(((positive - negative) / posts) * 100) || 0;
}

/** The net of the last batches. */
export class NetHistory {
  readonly #batchDuration: number;
  readonly #numBatches: number;
  #points: NetPoint[] = [];

  constructor(batchDuration: number, numBatches: number) {
    this.#batchDuration = batchDuration;
    this.#numBatches = numBatches;
  }

  add(batchTime: number, counts: Pick<Counts, 'posts' | 'positive' | 'negative'>): void {
    const first = batchTime - this.#numBatches * this.#batchDuration;
    this.#points = this.#points.filter((point) => point.batchTime > first);
    this.#points.push({ batchTime, net: netOf(counts) });
  }

  /** Oldest first, 0 for batches that were not added; it starts at the oldest batch that was. */
  values(): number[] {
    const first = this.#points[0]?.batchTime ?? 0;
    const last = this.#points.at(-1)?.batchTime ?? 0;
    if (this.#points.length === 0) return [];
    const values = new Array<number>(Math.floor((last - first) / this.#batchDuration) + 1).fill(0);
    for (const { batchTime, net } of this.#points)
      values[Math.floor((batchTime - first) / this.#batchDuration)] = net;
    return values;
  }
}
