import type { Clock } from '../time/clock.ts';
import type { Duration } from '../time/duration.ts';

/** Whether a context has stopped or reported an error, and who waits for that. */
export class Termination {
  readonly #waiters = new Set<() => void>();
  #error: Error | undefined;
  #isStopped = false;

  /** Keeps the first error; whoever waits gets it. */
  report(error: Error): void {
    this.#error ??= error;
    this.#wake();
  }

  stopped(): void {
    this.#isStopped = true;
    this.#wake();
  }

  /** Resolves when stopped; rejects with the first error reported, before or after. */
  wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#whenOver(() => (this.#error === undefined ? resolve() : reject(this.#error)));
    });
  }

  waitOrTimeout(clock: Clock, timeoutMs: Duration): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const cancel = clock.at(clock.now() + timeoutMs, () => {
        forget();
        resolve(false);
      });
      const forget = this.#whenOver(() => {
        cancel();
        if (this.#error === undefined) resolve(true);
        else reject(this.#error);
      });
    });
  }

  #whenOver(waiter: () => void): () => void {
    if (this.#error !== undefined || this.#isStopped) waiter();
    else this.#waiters.add(waiter);
    return () => this.#waiters.delete(waiter);
  }

  #wake(): void {
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    for (const waiter of waiters) waiter();
  }
}
