const SHORTEST_MS = 250;
const LONGEST_MS = 30_000;

/**
 * How long to wait before the n-th try in a row, in ms: between 250 and a bound that doubles from 500 up to
 * 30,000, evenly spread so that many engines do not come back at once.
 * @param failures tries that failed since the last one that worked, from 1
 * @param random a number in [0, 1)
 */
export function backOffMs(failures: number, random: number): number {
  const bound = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** Math.min(failures, 16));
  return Math.round(SHORTEST_MS + random * (bound - SHORTEST_MS));
}
