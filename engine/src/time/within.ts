import { SystemClock } from './clock.ts';
import type { Duration } from './duration.ts';

/** Waits for `work`, for `durationMs` of the machine's time at most. @returns whether it finished */
export async function within(durationMs: Duration, work: Promise<unknown>): Promise<boolean> {
  const clock = new SystemClock();
  let cancel = (): void => {};
  const timeout = new Promise<false>((resolve) => {
    cancel = clock.at(clock.now() + durationMs, () => resolve(false));
  });
  try {
    return await Promise.race([work.then(() => true), timeout]);
  } finally {
    cancel();
  }
}
