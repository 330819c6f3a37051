/** How long this thread may compute before others get their turn, ms. */
const LONGEST_TURN_MS = 8;

/** When the event loop last turned because of us. One for the thread: many short jobs are a long one too. */
let turnedAt = performance.now();

/**
 * Lets sockets, timers and screens have their turn, if this thread has computed for 8 ms. Long computations call
 * it wherever they can be interrupted.
 *
 * @returns undefined when it is not time yet: nothing to wait for
 */
export function giveWay(): Promise<void> | undefined {
  if (performance.now() - turnedAt < LONGEST_TURN_MS) return undefined;
  return new Promise((resolve) => {
    setImmediate(() => {
      turnedAt = performance.now();
      resolve();
    });
  });
}
