/** What {@link topSlots} chooses by. */
export interface Ranking {
  /** Slots with 0 are left out. */
  readonly value: (slot: number) => number;
  /** Whether slot `a`, of the same value as `b`, comes before it. */
  readonly isBefore: (a: number, b: number) => boolean;
}

/**
 * The first `limit` slots in order, greatest value first, without sorting the rest.
 *
 * @param end slots are below it
 * @returns the slots and how many have a value at all
 */
export function topSlots(
  end: number,
  limit: number,
  { value, isBefore }: Ranking,
): { slots: number[]; total: number } {
  /** A heap whose root is the last of the chosen. */
  const heap: number[] = [];
  const comesAfter = (a: number, b: number): boolean => {
    const difference = value(a) - value(b);
    return difference === 0 ? isBefore(b, a) : difference < 0;
  };
  const sink = (start: number): void => {
    let parent = start;
    for (;;) {
      let last = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2]) {
        if (child < heap.length && comesAfter(heap[child] ?? 0, heap[last] ?? 0)) last = child;
      }
      if (last === parent) return;
      [heap[parent], heap[last]] = [heap[last] ?? 0, heap[parent] ?? 0];
      parent = last;
    }
  };
  let total = 0;
  for (let slot = 0; slot < end; slot += 1) {
    if (value(slot) <= 0) continue;
    total += 1;
    if (heap.length < limit) {
      heap.push(slot);
      if (heap.length === limit) for (let parent = limit >> 1; parent >= 0; parent -= 1) sink(parent);
    } else if (limit > 0 && comesAfter(heap[0] ?? 0, slot)) {
      heap[0] = slot;
      sink(0);
    }
  }
  return { slots: heap.sort((a, b) => (comesAfter(a, b) ? 1 : -1)), total };
}
