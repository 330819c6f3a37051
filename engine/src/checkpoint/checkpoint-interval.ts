import type { Duration } from '../time/duration.ts';

/** No state is saved more often than that unless it was asked for. */
const SHORTEST_DEFAULT_MS = 10_000;

/** How often a stream's state is saved unless told otherwise: slideDuration, or its first multiple of 10 s and more. */
export function defaultCheckpointInterval(slideDuration: Duration): Duration {
  return slideDuration * Math.ceil(SHORTEST_DEFAULT_MS / slideDuration);
}
