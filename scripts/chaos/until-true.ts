import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 50;

/** Looks again and again. @returns false: it did not come true within that time */
export async function untilTrue(look: () => boolean | Promise<boolean>, withinMs: number): Promise<boolean> {
  for (const until = performance.now() + withinMs; ; await sleep(PAUSE_MS)) {
    if (await look()) return true;
    if (performance.now() > until) return false;
  }
}
