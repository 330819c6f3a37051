/** Where time comes from. Nothing outside `time/` reads the machine's clock or starts a timer. */
export interface Clock {
  /** Epoch ms. */
  now(): number;
  /**
   * Runs `task` once, when the clock has reached `time` (epoch ms); at the next turn if it already has.
   * @returns cancels it; harmless after it ran
   */
  at(time: number, task: () => void): () => void;
}

/** setTimeout fires at once when asked for more than 2^31 − 1 ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's clock. Its timers keep the process alive until they ran or were cancelled. */
export class SystemClock implements Clock {
  now(): number {
    return Date.now();
  }

  at(time: number, task: () => void): () => void {
    let timer: NodeJS.Timeout;
    const arm = (): void => {
      const wait = time - Date.now();
      timer =
        wait > LONGEST_TIMER_MS ? setTimeout(arm, LONGEST_TIMER_MS) : setTimeout(task, Math.max(0, wait));
    };
    arm();
    return () => clearTimeout(timer);
  }
}

/** Resolves when `clock` has gone on by `durationMs`, or at once, rejecting with its reason, when `signal` aborts. */
export function delay(clock: Clock, durationMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = (): void => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = clock.at(clock.now() + durationMs, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
