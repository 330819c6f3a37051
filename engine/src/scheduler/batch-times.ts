import type { Duration, Time } from '../time/duration.ts';
import { floorTime } from '../time/interval.ts';

/**
 * When a run that starts at `now` has its first batch: the first multiple of batchDuration after now.
 *
 * @returns and the batch before it, which there is none of
 */
export function firstBatch(now: Time, batchDuration: Duration): { zeroTime: Time; firstBatchTime: Time } {
  const zeroTime = floorTime(now, batchDuration);
  return { zeroTime, firstBatchTime: zeroTime + batchDuration };
}

/** What a checkpoint knows, and when it is read again. */
export interface Restart {
  /** The newest batch that was made. */
  readonly checkpointTime: Time;
  /** Batches that were made and not completed, in any order. */
  readonly pendingTimes: readonly Time[];
  readonly now: Time;
  readonly batchDuration: Duration;
}

/**
 * The batches that a restart has to make before it goes on by the clock, as Spark does: those pending and all from the
 * checkpoint's own on.
 *
 *     checkpoint at 5, pending 4 and 5, down until 7.2      4  5  6  7, then by the clock from 8
 *
 * @returns `times` oldest first, each once, all before `restartTime`, the first batch time after now
 */
export function timesToReschedule({ checkpointTime, pendingTimes, now, batchDuration }: Restart): {
  times: Time[];
  restartTime: Time;
} {
  const restartTime = firstBatch(now, batchDuration).firstBatchTime;
  const times = new Set(pendingTimes.filter((time) => time < restartTime));
  for (let time = checkpointTime; time < restartTime; time += batchDuration) times.add(time);
  return { times: [...times].sort((a, b) => a - b), restartTime };
}
