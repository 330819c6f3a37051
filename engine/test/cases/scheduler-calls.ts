import { defaultCheckpointInterval } from '../../src/checkpoint/checkpoint-interval.ts';
import { firstBatch, timesToReschedule } from '../../src/scheduler/batch-times.ts';
import { ManualClock } from '../../src/testing/index.ts';
import { RecurringTimer } from '../../src/time/recurring-timer.ts';
import { type Call, numberOf, rowByRow, rowsOf } from './call.ts';

/** Rows are orders in words: `start at 0`, `advance 100`, `stop(interrupt=true)`. */
const recurringTimer: Call = async (each) => {
  const clock = new ManualClock(0);
  const calls: number[] = [];
  const timer = new RecurringTimer(clock, numberOf(each, 'period_ms'), (time) => calls.push(time));
  const batches: unknown[] = [];
  for (const [order] of rowsOf(each)) {
    const [, verb, value] = /^(start|advance|stop)\D*(\d*)/.exec(String(order)) ?? [];
    if (verb === 'start') timer.start(Number(value || numberOf(each, 'start_ms')));
    else if (verb === 'stop') {
      const stopped = stop(timer, String(order));
      if (stopped !== undefined) {
        batches.push([`returns ${stopped}`]);
        continue;
      }
    } else if (verb !== 'advance') throw new Error(`unknown order ${order} to a timer`);
    if (/^advance to /.test(String(order))) clock.setTime(Number(value));
    else clock.advance(verb === 'advance' ? Number(value) : 0);
    batches.push([...calls]);
  }
  return { batches };
};

/** @returns the time of the last call; nothing when it still has to come */
function stop(timer: RecurringTimer, order: string): number | undefined {
  if (!/interrupt\w*\s*=\s*false/.test(order)) return timer.stop();
  void timer.finish();
  return undefined;
}

/** When batches and checkpoints are due. */
export const schedulerCalls: Readonly<Record<string, Call>> = {
  RecurringTimer: recurringTimer,
  firstBatch: rowByRow(() => ([now, batchDuration]) => {
    const { zeroTime, firstBatchTime } = firstBatch(now as number, batchDuration as number);
    return [zeroTime, firstBatchTime];
  }),
  timesToReschedule: rowByRow((each) => ([checkpointTime, now, ...pendingTimes]) => {
    const { times, restartTime } = timesToReschedule({
      checkpointTime: checkpointTime as number,
      now: now as number,
      pendingTimes: pendingTimes as number[],
      batchDuration: numberOf(each, 'batch_ms'),
    });
    return [times, restartTime];
  }),
  defaultInterval: rowByRow(
    () =>
      ([slide]) =>
        defaultCheckpointInterval(slide as number),
  ),
};
