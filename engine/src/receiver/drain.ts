import type { Clock } from '../time/clock.ts';
import type { Duration } from '../time/duration.ts';

/** Tells who was asked to wait when it may go on. */
export class Drain {
  readonly #clock: Clock;
  readonly #wait: () => Duration | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #waiters = new Set<() => void>();
  #isArmed = false;
  #isStopped = false;
  #cancel: (() => void) | undefined;

  /** @param wait how long from now, ms; 0: not at all; undefined: until {@link check} is called for another reason */
  constructor(clock: Clock, wait: () => Duration | undefined) {
    this.#clock = clock;
    this.#wait = wait;
  }

  /** Whether somebody has been asked to wait and not to go on. */
  get isArmed(): boolean {
    return this.#isArmed;
  }

  /** Somebody was asked to wait. */
  arm(): void {
    if (this.#isArmed || this.#isStopped) return;
    this.#isArmed = true;
    this.#schedule(this.#wait());
  }

  /** Something has changed. */
  check(): void {
    if (!this.#isArmed) return;
    const wait = this.#wait();
    if (wait === 0) this.#tell();
    else this.#schedule(wait);
  }

  /** Called each time that it may go on. */
  onDrain(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Resolves when it may go on; at once when nobody has to wait. */
  drained(): Promise<void> {
    if (!this.#isArmed) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.add(resolve));
  }

  /** No more calls to those who are there now: they belong to what has been stopped. */
  forget(): void {
    this.#listeners.clear();
  }

  stop(): void {
    this.#isStopped = true;
    this.#listeners.clear();
    this.#tell();
  }

  #schedule(wait: Duration | undefined): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (wait === undefined) return;
    this.#cancel = this.#clock.at(this.#clock.now() + wait, () => this.check());
  }

  #tell(): void {
    this.#isArmed = false;
    this.#cancel?.();
    this.#cancel = undefined;
    for (const listener of [...this.#listeners]) listener();
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    for (const resolve of waiters) resolve();
  }
}
