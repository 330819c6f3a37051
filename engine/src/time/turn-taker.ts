/** Lets a long computation give way: sockets, timers and screens get their turn every few ms. */
export class TurnTaker {
  readonly #longestMs: number;
  #since = performance.now();

  /** @param longestMs how long the caller may run before it gives way; default 8 */
  constructor(longestMs = 8) {
    this.#longestMs = longestMs;
  }

  /** Gives way if the caller's time is up; undefined (nothing to wait for) if not. */
  giveWay(): Promise<void> | undefined {
    if (performance.now() - this.#since < this.#longestMs) return undefined;
    return new Promise((resolve) => {
      setImmediate(() => {
        this.#since = performance.now();
        resolve();
      });
    });
  }
}
