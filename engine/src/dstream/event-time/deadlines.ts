import type { Time } from '../../time/duration.ts';

interface Entry<T> {
  readonly time: Time;
  readonly item: T;
}

/** Things that are due at times, the earliest first: a binary heap. */
export class Deadlines<T> {
  readonly #heap: Entry<T>[] = [];

  get size(): number {
    return this.#heap.length;
  }

  add(time: Time, item: T): void {
    const heap = this.#heap;
    const entry = { time, item };
    let at = heap.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above] as Entry<T>;
      if (parent.time <= time) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = entry;
  }

  /** Takes out the earliest, if it is due at `time` or before. */
  takeDue(time: Time): Entry<T> | undefined {
    const heap = this.#heap;
    const first = heap[0];
    if (first === undefined || first.time > time) return undefined;
    const last = heap.pop() as Entry<T>;
    if (heap.length > 0) this.#sink(last);
    return first;
  }

  clear(): void {
    this.#heap.length = 0;
  }

  /** Puts `entry` at the top and lets it down to its place. */
  #sink(entry: Entry<T>): void {
    const heap = this.#heap;
    let at = 0;
    for (let child = 1; child < heap.length; child = 2 * at + 1) {
      const right = heap[child + 1];
      if (right !== undefined && right.time < (heap[child] as Entry<T>).time) child += 1;
      const below = heap[child] as Entry<T>;
      if (below.time >= entry.time) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = entry;
  }
}
