import { OnwardTime } from './onward-time.ts';

/** Where time comes from. Nothing outside `time/` reads the machine's clock or starts a timer. */
export interface Clock {
  /** Epoch ms. */
  now(): number;
  /**
   * Runs `task` once, when the clock has reached `time` (epoch ms); at the next turn if it already has.
   * @returns cancels it; harmless after it ran
   */
  at(time: number, task: () => void): () => void;
  /** From now on it says at least `moment`, which a process before this one has seen. Of a clock that is set by hand: none. */
  notBefore?(moment: number): void;
}

/** setTimeout fires at once when asked for more than 2^31 − 1 ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** One for the process, so that all its clocks say the same. */
const time = new OnwardTime();

/**
 * The machine's clock, which does not go back when it is set back (see {@link OnwardTime}). Its timers keep the process
 * alive until they ran or were cancelled.
 */
export class SystemClock implements Clock {
  now(): number {
    return time.now();
  }

  notBefore(moment: number): void {
    time.notBefore(moment);
  }

  at(moment: number, task: () => void): () => void {
    let timer: NodeJS.Timeout;
    const ring = (): void => {
      // Too early where time goes slower than the timer.
      if (time.now() < moment) arm();
      else task();
    };
    const arm = (): void => {
      timer = setTimeout(ring, Math.min(LONGEST_TIMER_MS, Math.max(0, moment - time.now())));
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
