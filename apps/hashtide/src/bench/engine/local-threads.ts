import { StreamingContext, seconds } from '@hashtide/engine';
import { ManualClock } from '@hashtide/engine/testing';
import type { Benchmark } from '../benchmark.ts';
import { compareTimes, timed } from '../compare.ts';
import type { CpuBoundArgs } from './cpu-bound-program.ts';

const ARGS: CpuBoundArgs = { numRecords: 8000, numRounds: 20_000 };
/** V8 takes its time before it makes the best of a loop, in each thread by itself. */
const WARM_UP_BATCHES = 30;
const MEASURED_BATCHES = 21;
const ASKED_RATIO = 1.6;

/** What a second thread gives to a stage that only computes. */
export const localThreads: Benchmark = {
  name: 'engine-threads',
  work: `a CPU-bound map of ${ARGS.numRecords.toLocaleString('en')} records in 8 partitions, then reduce, under local[2]`,
  rival: 'the same under local[1]',
  asked: `≥ ${ASKED_RATIO}× as fast`,
  async run() {
    const one = await batchTimes('local[1]');
    const two = await batchTimes('local[2]');
    const comparison = compareTimes(two, one);
    const value = comparison.ratio;
    return { value, unit: '× as fast', isMet: value >= ASKED_RATIO, comparison };
  },
};

async function batchTimes(master: string): Promise<number[]> {
  const clock = new ManualClock();
  const program = { module: new URL('./cpu-bound-program.ts', import.meta.url), args: ARGS };
  const ssc = await StreamingContext.ofProgram(program, { master }, seconds(1), { clock });
  ssc.start();
  const playBatch = (): Promise<number> =>
    timed(() => {
      clock.advance(seconds(1));
      return ssc.awaitIdle();
    });
  const times: number[] = [];
  for (let batch = -WARM_UP_BATCHES; batch < MEASURED_BATCHES; batch += 1) {
    const time = await playBatch();
    if (batch >= 0) times.push(time);
  }
  await ssc.stop();
  return times;
}
