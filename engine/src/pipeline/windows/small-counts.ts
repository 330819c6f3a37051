/** Marks a count that is looked up elsewhere. */
const LARGE = 0xff;

/**
 * A long column of counts, nearly all of them small: a byte each, and a map of those that do not fit. Four bytes for
 * each of a million hashtags, in six fields of four windows, would be 96 MB.
 */
export class SmallCounts {
  #bytes: Uint8Array;
  readonly #large = new Map<number, number>();

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  at(index: number): number {
    const small = this.#bytes[index] ?? 0;
    return small === LARGE ? (this.#large.get(index) ?? 0) : small;
  }

  /** Adds to a count that is never below 0. @returns what it is then */
  add(index: number, difference: number): number {
    const small = this.#bytes[index] ?? 0;
    const sum = (small === LARGE ? (this.#large.get(index) ?? 0) : small) + difference;
    if (sum >= LARGE) {
      this.#bytes[index] = LARGE;
      this.#large.set(index, sum);
    } else {
      if (small === LARGE) this.#large.delete(index);
      this.#bytes[index] = sum;
    }
    return sum;
  }

  grow(capacity: number): void {
    const bytes = new Uint8Array(capacity);
    bytes.set(this.#bytes);
    this.#bytes = bytes;
  }
}
