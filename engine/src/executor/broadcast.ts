import { StreamingError } from '../errors.ts';

/**
 * A value that every task may read and none may change. Each worker thread has a copy of the driver's value; one
 * that does not survive a structured clone (an instance of a class, say) is what the thread's own `build` made.
 */
export class Broadcast<T> {
  readonly id: number;
  #value: T | undefined;
  #isDestroyed = false;
  #version = 1;

  constructor(id: number, value: T) {
    this.id = id;
    this.#value = value;
  }

  /** @throws {StreamingError} `BROADCAST_DESTROYED` after {@link destroy} */
  get value(): T {
    this.#requireValid();
    return this.#value as T;
  }

  /** Grows when worker threads must be told something. */
  get version(): number {
    return this.#version;
  }

  get isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  /**
   * Worker threads forget their copies and get the driver's value again with their next task.
   *
   * @throws {StreamingError} `BROADCAST_DESTROYED`
   */
  unpersist(): void {
    this.#requireValid();
    this.#version += 1;
  }

  /** The value is gone, here and in all threads. */
  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    this.#value = undefined;
    this.#version += 1;
  }

  /** For a worker thread: takes the driver's value. */
  replace(value: T): void {
    this.#value = value;
  }

  #requireValid(): void {
    if (!this.#isDestroyed) return;
    throw new StreamingError(
      'BROADCAST_DESTROYED',
      `broadcast ${this.id} was destroyed; it must be read before that`,
    );
  }
}
