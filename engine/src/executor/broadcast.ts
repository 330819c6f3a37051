import { StreamingError } from '../errors.ts';

/** A value that every task may read and none may change. */
export class Broadcast<T> {
  readonly id: number;
  #value: T | undefined;
  #isDestroyed = false;

  constructor(id: number, value: T) {
    this.id = id;
    this.#value = value;
  }

  /** @throws {StreamingError} `BROADCAST_DESTROYED` after {@link destroy} */
  get value(): T {
    if (this.#isDestroyed) {
      throw new StreamingError(
        'BROADCAST_DESTROYED',
        `broadcast ${this.id} was destroyed; it must be read before that`,
      );
    }
    return this.#value as T;
  }

  destroy(): void {
    this.#isDestroyed = true;
    this.#value = undefined;
  }
}
