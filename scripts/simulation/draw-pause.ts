import type { Random } from '../fixture/random.ts';

/** How long it takes until a program that ended is started again, ms: mostly at once, now and then a quarter of an hour later. */
export function drawPause(random: Random): number {
  const longest = [200, 5_000, 60_000, 900_000][random.weighted([4, 8, 3, 0.3])] ?? 0;
  return random.integer(1, longest);
}
