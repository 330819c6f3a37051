import type { DiskSegment } from './disk-segment.ts';

/** The segments of a spool, oldest first, each beginning where the one before it ends; the last is written to. */
export class SegmentList {
  readonly #segments: DiskSegment[];
  readonly #end: number;

  /** @param next the number of the first record where there is no segment yet */
  constructor(segments: readonly DiskSegment[], next: number) {
    this.#segments = [...segments];
    this.#end = next;
  }

  get first(): number {
    return this.#segments[0]?.first ?? this.#end;
  }

  get next(): number {
    return this.#segments.at(-1)?.next ?? this.#end;
  }

  get lastAt(): number {
    const [last, before] = [this.#segments.at(-1), this.#segments.at(-2)];
    return Math.max(last?.lastAt ?? -Infinity, before?.lastAt ?? -Infinity);
  }

  get numBytes(): number {
    return this.#segments.reduce((sum, { numBytes }) => sum + numBytes, 0);
  }

  get last(): DiskSegment | undefined {
    return this.#segments.at(-1);
  }

  /** The oldest that nothing is written to any more. */
  get oldest(): DiskSegment | undefined {
    return this.#segments.length > 1 ? this.#segments[0] : undefined;
  }

  /** When the last record was written to the oldest, at the latest; epoch ms. */
  get oldestClosedAt(): number {
    return this.#segments[1]?.createdAt ?? Infinity;
  }

  add(segment: DiskSegment): void {
    this.#segments.push(segment);
  }

  dropOldest(): void {
    this.#segments.shift();
  }

  /** Takes the last one away, which holds no record. */
  dropLast(): void {
    this.#segments.pop();
  }

  find(sequence: number): DiskSegment | undefined {
    let low = 0;
    let high = this.#segments.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const segment = this.#segments[middle] as DiskSegment;
      if (sequence < segment.first) high = middle - 1;
      else if (sequence >= segment.next) low = middle + 1;
      else return segment;
    }
    return undefined;
  }
}
