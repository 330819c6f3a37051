/** A sum that tasks add to and the driver reads. */
export class Accumulator<T> {
  readonly name: string;
  readonly #zero: T;
  readonly #merge: (a: T, b: T) => T;
  #value: T;

  /** @param merge must not mind the order */
  constructor(name: string, zero: T, merge: (a: T, b: T) => T) {
    this.name = name;
    this.#zero = zero;
    this.#merge = merge;
    this.#value = zero;
  }

  add(value: T): void {
    this.#value = this.#merge(this.#value, value);
  }

  get value(): T {
    return this.#value;
  }

  reset(): void {
    this.#value = this.#zero;
  }
}
